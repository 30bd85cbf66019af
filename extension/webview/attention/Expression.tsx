import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type TensorReference } from '../../shared/generated/protocol';
import { useSurroundings } from '../common/useAnswer';

interface Properties {
  readonly asked: TensorReference | undefined;
  readonly open: (tensor: TensorReference | undefined) => void;
}

/** Any tensor of the selected frame can be looked at as attention. */
export function Expression({ asked, open }: Properties): VNode | null {
  const { live, recorded } = useSurroundings();
  const [text, setText] = useState(asked?.type === 'expression' ? asked.name : '');
  if (recorded) {
    return null;
  }
  return (
    <form
      class="expression"
      onSubmit={(event) => {
        event.preventDefault();
        const name = text.trim();
        if (live) {
          open(name === '' ? undefined : { type: 'expression', name });
        }
      }}
    >
      <label>
        <span class="muted">Another tensor, as (batch, heads, query, key)</span>
        <input
          type="text"
          class="field"
          placeholder="weights"
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
          }}
        />
      </label>
      <button type="submit" class="secondary" aria-disabled={!live}>
        Show
      </button>
      {asked && (
        <button
          type="button"
          class="link"
          onClick={() => {
            setText('');
            open(undefined);
          }}
        >
          Back to the layers
        </button>
      )}
    </form>
  );
}
