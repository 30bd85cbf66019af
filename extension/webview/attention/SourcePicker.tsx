import { type VNode } from 'preact';
import { type AttentionSource } from '../../shared/generated/protocol';
import { LocationLink } from '../common/LocationLink';
import { formatShape } from '../common/numbers';
import { useSurroundings } from '../common/useAnswer';
import { keyOf } from './view';

interface Properties {
  readonly sources: readonly AttentionSource[];
  readonly source: AttentionSource;
  readonly pick: (key: string) => void;
}

/** Whose attention is shown. */
export function SourcePicker({ sources, source, pick }: Properties): VNode {
  const { host } = useSurroundings();
  const { shape, location, reference } = source;
  return (
    <div class="source">
      <label>
        <span class="muted">Layer or tensor</span>
        <select
          value={keyOf(reference)}
          onChange={({ currentTarget }) => {
            pick(currentTarget.value);
          }}
        >
          {sources.map((each) => (
            <option key={keyOf(each.reference)} value={keyOf(each.reference)}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <p class="muted">
        <code>{formatShape(shape)}</code> · {counted(source)}
        {location && (
          <>
            {' · made at '}
            <LocationLink location={location} />
          </>
        )}
        {' · '}
        <button
          type="button"
          class="link"
          onClick={() => {
            host.open('tensor', { tensor: reference });
          }}
        >
          show as tensor
        </button>
      </p>
    </div>
  );
}

function counted({ heads, queries, keys }: AttentionSource): string {
  const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
  return [
    plural(heads, 'head', 'heads'),
    plural(queries, 'query', 'queries'),
    plural(keys, 'key', 'keys'),
  ].join(', ');
}
