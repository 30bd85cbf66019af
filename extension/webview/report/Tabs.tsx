import { type VNode } from 'preact';
import { type PanelName } from '../../shared/generated/protocol';

interface Properties {
  readonly names: readonly { readonly name: PanelName; readonly title: string }[];
  readonly shown: PanelName;
  readonly onShow: (name: PanelName) => void;
}

/** Arrow keys go from tab to tab, as everywhere. */
export function Tabs({ names, shown, onShow }: Properties): VNode {
  const go = (by: number): void => {
    const index = names.findIndex(({ name }) => name === shown);
    const next = names[(index + by + names.length) % names.length];
    if (next) {
      onShow(next.name);
      document.getElementById(`tab-${next.name}`)?.focus();
    }
  };
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label="Panels"
      onKeyDown={({ key }) => {
        if (key === 'ArrowLeft' || key === 'ArrowRight') {
          go(key === 'ArrowLeft' ? -1 : 1);
        }
      }}
    >
      {names.map(({ name, title }) => (
        <button
          key={name}
          type="button"
          id={`tab-${name}`}
          class="tab"
          role="tab"
          aria-selected={name === shown}
          aria-controls="page"
          tabIndex={name === shown ? 0 : -1}
          onClick={() => {
            onShow(name);
          }}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
