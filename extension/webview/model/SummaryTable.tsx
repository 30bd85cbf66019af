import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type ModelGraph, type ModelNode } from '../../shared/generated/protocol';
import { LocationLink } from '../common/LocationLink';
import { formatCount } from '../common/numbers';
import { childrenOf } from './folding';
import { stateWords } from './states';

interface Properties {
  readonly graph: ModelGraph;
  readonly matches: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** As `model.summary()`, with what is odd. */
export function SummaryTable({ graph, matches, selected, onSelect }: Properties): VNode {
  const rows = useMemo(() => rowsOf(graph), [graph]);
  const { parameters, trainableParameters } = graph;
  return (
    <div class="scroll" role="region" aria-label="Summary" tabIndex={0}>
      <table class="summary">
        <caption class="hidden">Layers of {graph.name}</caption>
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col">class</th>
            <th scope="col">output</th>
            <th scope="col" class="number">
              parameters
            </th>
            <th scope="col">connected to</th>
            <th scope="col">line</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ node, depth, sources }) => (
            <tr key={node.id} class={`${node.state}${matches.has(node.id) ? ' match' : ''}`}>
              <th scope="row" style={{ paddingLeft: `${8 + depth * 16}px` }}>
                <button
                  type="button"
                  class="link"
                  aria-pressed={node.id === selected}
                  onClick={() => {
                    onSelect(node.id);
                  }}
                >
                  {node.name}
                </button>
                {stateWords[node.state] !== '' && (
                  <span class="state" title={node.why}>
                    {stateWords[node.state]}
                  </span>
                )}
              </th>
              <td>{node.className}</td>
              <td>
                <code>{node.shape ?? '–'}</code>
              </td>
              <td class="number">{formatCount(node.parameters)}</td>
              <td class="sources">{sources.join(', ')}</td>
              <td>{node.location && <LocationLink location={node.location} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {parameters !== undefined && trainableParameters !== undefined && (
        <p class="totals muted">
          {formatCount(parameters)} parameters, {formatCount(trainableParameters)} of them trainable,{' '}
          {formatCount(parameters - trainableParameters)} not.
        </p>
      )}
    </div>
  );
}

interface SummaryRow {
  readonly node: ModelNode;
  readonly depth: number;
  readonly sources: readonly string[];
}

/** Layers in the order in which they run, what is in one after it. */
export function rowsOf(graph: ModelGraph): readonly SummaryRow[] {
  const children = childrenOf(graph);
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const sources = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    sources.set(to, [...(sources.get(to) ?? []), names.get(from) ?? from]);
  }
  const visit = (node: ModelNode, depth: number): SummaryRow[] => [
    { node, depth, sources: sources.get(node.id) ?? [] },
    ...(children.get(node.id) ?? []).flatMap((child) => visit(child, depth + 1)),
  ];
  return (children.get(null) ?? []).flatMap((node) => visit(node, 0));
}
