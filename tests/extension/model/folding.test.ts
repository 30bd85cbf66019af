import { describe, expect, it } from 'vitest';
import type { ModelGraph, ModelNode } from '../../../extension/shared/generated/protocol';
import {
  foldedAtFirst,
  groupsAround,
  nodeOf,
  type Shown,
  shownOf,
} from '../../../extension/webview/model/folding';

function node(id: string, state: ModelNode['state'] = 'fine'): ModelNode {
  const parent = id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : null;
  return { id, name: id, className: 'Dense', parent, parameters: 0, trainable: true, state };
}

/** `in → block(a → b) → out`, where b went wrong. */
const graph: ModelGraph = {
  name: 'model',
  models: ['model'],
  source: 'configuration',
  nodes: [
    node('in', 'path'),
    node('block'),
    node('block/a', 'path'),
    node('block/b', 'finding'),
    node('out'),
  ],
  edges: [
    { from: 'in', to: 'block/a', shape: 'f32[8,4]', finding: true },
    { from: 'block/a', to: 'block/b', shape: 'f32[8,3]', finding: true },
    { from: 'block/b', to: 'out', shape: 'f32[8,2]', finding: false },
  ],
};

function ends({ edges }: Shown): string[] {
  return edges.map(({ from, to }) => `${from}→${to}`);
}

describe('the folding of a model', () => {
  it('shows what is in a group that is open', () => {
    const shown = shownOf(graph, new Set());
    expect(shown.nodes.map((each) => each.node.id)).toEqual(['in', 'block/a', 'block/b', 'out']);
    expect(shown.groups.map(({ id }) => id)).toEqual(['block']);
    expect(ends(shown)).toEqual(['in→block/a', 'block/a→block/b', 'block/b→out']);
  });

  it('leads the edges of what is folded away to the group, which says the worst of it', () => {
    const shown = shownOf(graph, new Set(['block']));
    expect(ends(shown)).toEqual(['in→block', 'block→out']);
    expect(shown.nodes.find((each) => each.node.id === 'block')).toMatchObject({
      state: 'finding',
      folded: true,
    });
  });

  it('makes one of several edges between the same two, on the way when one of them is', () => {
    const edges = [...graph.edges, { from: 'in', to: 'block/b', shape: 'f32[8,4]', finding: false }];
    const [first] = shownOf({ ...graph, edges: [...edges].reverse() }, new Set(['block'])).edges.filter(
      ({ from }) => from === 'in',
    );
    expect(first).toMatchObject({ to: 'block', finding: true });
  });

  it('draws an edge of an open group itself to what is in it', () => {
    const edges = [
      { from: 'in', to: 'block', shape: '', finding: false },
      { from: 'block', to: 'out', shape: '', finding: false },
    ];
    expect(ends(shownOf({ ...graph, edges }, new Set()))).toEqual(['in→block/a', 'block/b→out']);
  });

  it('folds nothing in a small model, and all but the way to the finding in a large one', () => {
    expect(foldedAtFirst(graph)).toEqual([]);
    const more = Array.from({ length: 20 }, (_, index) => [
      node(`other${index}`),
      node(`other${index}/x`),
    ]).flat();
    const folded = foldedAtFirst({ ...graph, nodes: [...graph.nodes, ...more] });
    expect(folded).toHaveLength(20);
    expect(folded).not.toContain('block');
  });

  it('finds the node of a layer that is called by itself', () => {
    expect(nodeOf(graph, 'block/b')?.id).toBe('block/b');
    expect(nodeOf(graph, 'b')?.id).toBe('block/b');
    expect(nodeOf(graph, 'c')).toBeUndefined();
  });

  it('knows the groups around a layer', () => {
    expect(groupsAround(graph, 'block/b')).toEqual(['block']);
    expect(groupsAround(graph, 'in')).toEqual([]);
  });
});
