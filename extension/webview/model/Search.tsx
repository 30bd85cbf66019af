import { type VNode } from 'preact';
import { type ModelGraph } from '../../shared/generated/protocol';

/** The layers whose name, path or class has a text in it, in the order of the graph; none for no text. */
export function found({ nodes }: ModelGraph, text: string): ReadonlySet<string> {
  const wanted = text.trim().toLowerCase();
  return new Set(
    wanted === ''
      ? []
      : nodes
          .filter(({ id, className }) => `${id}\n${className}`.toLowerCase().includes(wanted))
          .map(({ id }) => id),
  );
}

interface Properties {
  readonly text: string;
  readonly matches: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly onText: (text: string) => void;
  readonly onSelect: (id: string) => void;
}

/** Marks the layers that have a text; Enter goes from one to the next. */
export function Search({ text, matches, selected, onText, onSelect }: Properties): VNode {
  const all = [...matches];
  const place = selected === undefined ? -1 : all.indexOf(selected);
  const go = (by: number): void => {
    const next = all[(place < 0 && by < 0 ? 0 : place + by + all.length) % all.length];
    if (next !== undefined) {
      onSelect(next);
    }
  };
  return (
    <div class="search" role="search">
      <input
        type="search"
        placeholder="Find a layer by name or class"
        aria-label="Find a layer"
        value={text}
        onInput={({ currentTarget }) => {
          onText(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            go(event.shiftKey ? -1 : 1);
          }
        }}
      />
      <button
        type="button"
        class="step"
        aria-disabled={all.length === 0}
        onClick={() => {
          go(-1);
        }}
      >
        Previous
      </button>
      <button
        type="button"
        class="step"
        aria-disabled={all.length === 0}
        onClick={() => {
          go(1);
        }}
      >
        Next
      </button>
      <span class="muted" role="status">
        {text.trim() !== '' &&
          (all.length === 0
            ? 'No layer'
            : place < 0
              ? `${all.length} found`
              : `${place + 1} of ${all.length}`)}
      </span>
    </div>
  );
}
