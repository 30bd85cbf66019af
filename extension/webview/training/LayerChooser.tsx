import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useSurroundings } from '../common/useAnswer';

interface Properties {
  readonly layers: readonly string[];
  /** Undefined for the worst ones. */
  readonly chosen: readonly string[] | undefined;
  /** Those that have lines now. */
  readonly shown: readonly string[];
  readonly onChoose: (layers: readonly string[] | undefined) => void;
}

/** As many as the probe answers; more lines cannot be told apart. */
const most = 16;

/** From so many layers on a field filters them. */
const many = 12;

/** Which layers have lines of their own: the worst ones, or those that the user picks. */
export function LayerChooser({ layers, chosen, shown, onChoose }: Properties): VNode | null {
  const [filter, setFilter] = useState('');
  const { recorded } = useSurroundings();
  if (layers.length < 2 || recorded) {
    return null;
  }
  const picked = chosen ?? shown;
  const listed = layers.filter((layer) => layer.toLowerCase().includes(filter.toLowerCase()));
  return (
    <details class="layers">
      <summary>Layers: {summaryOf(layers.length, chosen, shown)}</summary>
      <div class="choice">
        <label>
          <input
            type="checkbox"
            checked={!chosen}
            onChange={({ currentTarget }) => {
              onChoose(currentTarget.checked ? undefined : shown);
            }}
          />{' '}
          The worst: gradients that are not finite, then those furthest from the middle of all
        </label>
        {layers.length > many && (
          <input
            type="search"
            placeholder="Filter layers"
            aria-label="Filter layers"
            value={filter}
            onInput={({ currentTarget }) => {
              setFilter(currentTarget.value);
            }}
          />
        )}
        <ul aria-label="Layers" tabIndex={0}>
          {listed.map((layer) => (
            <li key={layer}>
              <label>
                <input
                  type="checkbox"
                  checked={picked.includes(layer)}
                  disabled={!picked.includes(layer) && picked.length >= most}
                  onChange={({ currentTarget }) => {
                    const others = picked.filter((each) => each !== layer);
                    onChoose(currentTarget.checked ? [...others, layer] : others);
                  }}
                />{' '}
                {layer}
              </label>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function summaryOf(all: number, chosen: readonly string[] | undefined, shown: readonly string[]): string {
  if (chosen) {
    return `${chosen.length} chosen of ${all}`;
  }
  return shown.length < all ? `the ${shown.length} worst of ${all}` : `all ${all}`;
}
