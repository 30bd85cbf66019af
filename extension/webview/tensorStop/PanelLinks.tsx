import { type VNode } from 'preact';
import { type PanelName } from '../../shared/generated/protocol';
import { useSurroundings } from '../common/useAnswer';

const others: readonly (readonly [PanelName, string])[] = [
  ['batch', 'Batch'],
  ['tensor', 'Tensor'],
  ['layers', 'Layers'],
  ['training', 'Training'],
  ['model', 'Model'],
  ['attention', 'Attention'],
];

/** The ways to the other panels. */
export function PanelLinks(): VNode {
  const { host } = useSurroundings();
  return (
    <nav class="panels" aria-label="Panels">
      <span class="muted">Look at</span>
      {others.map(([name, title]) => (
        <button
          key={name}
          type="button"
          class="link"
          onClick={() => {
            host.open(name, {});
          }}
        >
          {title}
        </button>
      ))}
    </nav>
  );
}
