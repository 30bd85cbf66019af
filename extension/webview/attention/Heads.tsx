import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type AttentionHead, type AttentionSource } from '../../shared/generated/protocol';
import { HeadTile } from './HeadTile';

interface Properties {
  readonly source: AttentionSource;
  readonly sample: number;
  readonly heads: readonly AttentionHead[];
  readonly head: number;
  readonly pick: (head: number) => void;
}

/** Each picture is a question to the script: more are asked for when the reader wants them. */
const atOnce = 16;

/** All heads of a sample side by side. */
export function Heads({ source, sample, heads, head, pick }: Properties): VNode {
  const [most, setMost] = useState(atOnce);
  const shown = heads.slice(0, Math.max(most, head + 1));
  const more = Math.min(atOnce, heads.length - shown.length);
  return (
    <>
      <div class="heads" role="radiogroup" aria-labelledby="heads">
        {shown.map((each) => (
          <HeadTile
            key={each.head}
            source={source}
            sample={sample}
            head={each}
            checked={each.head === head}
            pick={pick}
          />
        ))}
      </div>
      {more > 0 && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            setMost(shown.length + atOnce);
          }}
        >
          Show {more} more of {heads.length} heads
        </button>
      )}
    </>
  );
}
