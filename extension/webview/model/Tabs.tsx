import { type ComponentChildren, type VNode } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { type Tab } from './view';

const tabs: readonly { readonly tab: Tab; readonly title: string }[] = [
  { tab: 'graph', title: 'Graph' },
  { tab: 'summary', title: 'Summary' },
  { tab: 'ops', title: 'Ops at the stop' },
];

interface Properties {
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly children: ComponentChildren;
}

/** One of several parts; the arrow keys go from one to the next. */
export function Tabs({ tab, onTab, children }: Properties): VNode {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = (tabs.findIndex((each) => each.tab === tab) + by + tabs.length) % tabs.length;
    const next = tabs[index];
    if (by !== 0 && next) {
      onTab(next.tab);
      list.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus();
    }
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label="The model" ref={list} onKeyDown={onKeyDown}>
        {tabs.map((each) => (
          <button
            key={each.tab}
            id={`${id}${each.tab}`}
            type="button"
            role="tab"
            aria-selected={each.tab === tab}
            aria-controls={id}
            tabIndex={each.tab === tab ? 0 : -1}
            onClick={() => {
              onTab(each.tab);
            }}
          >
            {each.title}
          </button>
        ))}
      </div>
      <div id={id} role="tabpanel" aria-labelledby={`${id}${tab}`}>
        {children}
      </div>
    </>
  );
}
