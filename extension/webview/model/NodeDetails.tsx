import { type VNode } from 'preact';
import { type ModelEdge, type ModelGraph, type ModelNode } from '../../shared/generated/protocol';
import { Fact } from '../common/Fact';
import { LocationLink } from '../common/LocationLink';
import { formatCount } from '../common/numbers';
import { Prose } from '../common/Prose';
import { useSurroundings } from '../common/useAnswer';
import { stateWords } from './states';

interface Properties {
  readonly graph: ModelGraph;
  readonly node: ModelNode;
  readonly isGroup: boolean;
  readonly isFolded: boolean;
  readonly onFold: (id: string) => void;
  readonly onSelect: (id: string) => void;
}

/** What is known of one layer: what it is, what it was given, what it made. */
export function NodeDetails({ graph, node, isGroup, isFolded, onFold, onSelect }: Properties): VNode {
  const { host } = useSurroundings();
  const { id, name, className, location, parameters, trainable, shape, state, why, reference } = node;
  // Of a group what goes in and out of it as a whole.
  const isInside = (each: string): boolean => each === id || each.startsWith(`${id}/`);
  const inputs = graph.edges.filter(({ from, to }) => isInside(to) && !isInside(from));
  const outputs = graph.edges.filter(({ from, to }) => isInside(from) && !isInside(to));
  return (
    <section class="details" aria-label={`Details of ${name}`}>
      <h2>{name}</h2>
      {state !== 'fine' && state !== 'path' && (
        <p class={`verdict ${state}`}>
          {stateWords[state]}
          {why !== undefined && (
            <>
              : <Prose text={why} />
            </>
          )}
        </p>
      )}
      {state === 'path' && <p class="muted">On the way to where it went wrong.</p>}
      {(state === 'fine' || state === 'path') && why !== undefined && <p class="muted">{why}</p>}
      <dl class="facts">
        <Fact name="Class">
          <code>{className}</code>
        </Fact>
        <Fact name="Line">{location && <LocationLink location={location} />}</Fact>
        <Fact name="Output">{shape !== undefined && <code>{shape}</code>}</Fact>
        <Fact name="Parameters">
          {parameters > 0 && `${formatCount(parameters)}${trainable ? '' : ', none of them trained'}`}
        </Fact>
      </dl>
      <Tensors title="Given" edges={inputs} end="from" graph={graph} onSelect={onSelect} />
      <Tensors title="Handed on" edges={outputs} end="to" graph={graph} onSelect={onSelect} />
      <div class="actions">
        {reference && (
          <button
            type="button"
            class="secondary"
            onClick={() => {
              host.open('tensor', { tensor: reference });
            }}
          >
            Open tensor
          </button>
        )}
        <button
          type="button"
          class="secondary"
          onClick={() => {
            host.open('layers', { layer: id });
          }}
        >
          Show in layers
        </button>
        {isGroup && (
          <button
            type="button"
            class="secondary"
            aria-expanded={!isFolded}
            onClick={() => {
              onFold(id);
            }}
          >
            {isFolded ? 'Unfold' : 'Fold'}
          </button>
        )}
      </div>
    </section>
  );
}

interface TensorsProperties {
  readonly title: string;
  readonly edges: readonly ModelEdge[];
  readonly end: 'from' | 'to';
  readonly graph: ModelGraph;
  readonly onSelect: (id: string) => void;
}

/** The tensors on one side of a layer. */
function Tensors({ title, edges, end, graph, onSelect }: TensorsProperties): VNode | null {
  return edges.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <ul class="tensors">
        {edges.map((edge) => (
          <li key={`${edge.from}\n${edge.to}`}>
            <button
              type="button"
              class="link"
              onClick={() => {
                onSelect(edge[end]);
              }}
            >
              {end === 'to' && '→ '}
              {graph.nodes.find(({ id }) => id === edge[end])?.name ?? edge[end]}
            </button>{' '}
            <code class="line">{edge.line ?? edge.shape}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
