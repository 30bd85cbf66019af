import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type ModelEdge, type ModelGraph, type ModelNode } from '../../shared/generated/protocol';
import { type Box, Diagram, type Group, type Wire } from './Diagram';
import { childrenOf, type ShownNode, shownOf } from './folding';
import { NodeDetails } from './NodeDetails';
import { foldedWords, stateWords } from './states';

interface Properties {
  readonly graph: ModelGraph;
  readonly folded: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly matches: ReadonlySet<string>;
  readonly onSelect: (id: string) => void;
  readonly onFold: (id: string) => void;
}

/** The layers as a graph, with the details of one beside it. */
export function GraphView({ graph, folded, selected, matches, onSelect, onFold }: Properties): VNode {
  const groups = useMemo(() => childrenOf(graph), [graph]);
  const shown = useMemo(() => shownOf(graph, folded), [graph, folded]);
  const boxes = useMemo(() => shown.nodes.map(boxOf), [shown]);
  const wires = useMemo(() => shown.edges.map(wireOf), [shown]);
  const open = useMemo(() => shown.groups.map((group) => groupOf(group, onFold)), [shown]);
  // Also an open group: what went wrong in its own code is in none of its parts.
  const finding =
    shown.nodes.find(({ state }) => state === 'finding')?.node.id ??
    shown.groups.find(({ state }) => state === 'finding')?.id;
  const chosen = graph.nodes.some(({ id }) => id === selected) ? selected : finding;
  const node = graph.nodes.find(({ id }) => id === chosen);
  return (
    <div class="graph">
      <Diagram
        label={`Layers of ${graph.name}`}
        direction="TB"
        boxes={boxes}
        groups={open}
        wires={wires}
        selected={chosen}
        marked={matches}
        focus={chosen}
        onSelect={onSelect}
        onOpen={(id) => {
          if (groups.has(id)) {
            onFold(id);
          }
        }}
      />
      {node ? (
        <NodeDetails
          key={node.id}
          graph={graph}
          node={node}
          isGroup={groups.has(node.id)}
          isFolded={folded.has(node.id)}
          onFold={onFold}
          onSelect={onSelect}
        />
      ) : (
        <p class="details note muted">Choose a layer to see what it was given and what it made.</p>
      )}
    </div>
  );
}

const character = 8;
const padding = 32;

function boxOf({ node, state, group, folded }: ShownNode): Box {
  const words = (state === node.state ? stateWords : foldedWords)[state];
  const kind = node.className === node.name ? '' : node.className;
  const longest = Math.max(node.name.length + (folded ? 2 : 0), kind.length, words.length);
  const lines = 1 + Number(kind !== '') + Number(words !== '');
  return {
    id: node.id,
    group,
    width: Math.max(90, Math.min(240, longest * character + padding)),
    height: 14 + lines * 18,
    look: `${state}${folded ? ' folded' : ''}`,
    content: (
      <>
        <span class="name">
          {folded && <span aria-hidden="true">▸ </span>}
          {node.name}
        </span>{' '}
        {kind !== '' && <span class="kind">{kind}</span>} {words !== '' && <span class="state">{words}</span>}
        <span class="hidden">
          {state === 'path' && ' on the way to the finding'}
          {folded && ' folded'}
        </span>
      </>
    ),
  };
}

function wireOf({ from, to, shape, finding }: ModelEdge): Wire {
  return {
    id: `${from}\n${to}`,
    from,
    to,
    width: shape.length * 7 + 8,
    height: 18,
    look: finding ? 'strong' : '',
    content: shape,
  };
}

function groupOf({ id, name, className, parent, state }: ModelNode, onFold: (id: string) => void): Group {
  const words = stateWords[state];
  return {
    id,
    group: parent,
    look: state,
    content: (
      <>
        <button
          type="button"
          class="fold"
          aria-expanded={true}
          aria-label={`Fold ${name}, ${className}`}
          onClick={() => {
            onFold(id);
          }}
        >
          ▾ {name}
        </button>
        {words !== '' && <span class="state">{words}</span>}
      </>
    ),
  };
}
