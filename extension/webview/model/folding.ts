/** What of a model is to be drawn when some of its groups are folded. Pure. */
import { type ModelEdge, type ModelGraph, type ModelNode } from '../../shared/generated/protocol';

type State = ModelNode['state'];

/** The worst first: what a folded group stands for. */
const severity: readonly State[] = ['finding', 'unconnected', 'notCalled', 'path', 'fine'];

/** Above this many nodes what is in the layers of a model starts folded. */
const mostUnfolded = 40;

export interface ShownNode {
  readonly node: ModelNode;
  /** Of all that is folded into it. */
  readonly state: State;
  /** The group that it is drawn in. */
  readonly group: string | null;
  /** Whether something is folded into it. */
  readonly folded: boolean;
}

export interface Shown {
  readonly nodes: readonly ShownNode[];
  /** Groups that are open, outer ones first. */
  readonly groups: readonly ModelNode[];
  readonly edges: readonly ModelEdge[];
}

/** The nodes by the group that they are in. */
export function childrenOf({ nodes }: ModelGraph): ReadonlyMap<string | null, readonly ModelNode[]> {
  const children = new Map<string | null, ModelNode[]>();
  for (const node of nodes) {
    const siblings = children.get(node.parent);
    if (siblings) {
      siblings.push(node);
    } else {
      children.set(node.parent, [node]);
    }
  }
  return children;
}

/** The groups around a node, the innermost first. */
export function groupsAround({ nodes }: ModelGraph, id: string): readonly string[] {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]));
  const found: string[] = [];
  for (let group = parents.get(id); group; group = parents.get(group)) {
    found.push(group);
  }
  return found;
}

/** In a large model all groups, but those that lead to the finding. */
export function foldedAtFirst(graph: ModelGraph): readonly string[] {
  const children = childrenOf(graph);
  if (graph.nodes.length <= mostUnfolded) {
    return [];
  }
  const finding = graph.nodes.find(({ state }) => state === 'finding');
  const open = new Set(finding ? groupsAround(graph, finding.id) : []);
  return graph.nodes.map(({ id }) => id).filter((id) => children.has(id) && !open.has(id));
}

/** Edges to and from what is folded away are drawn to the group; several between the same two become one. */
export function shownOf(graph: ModelGraph, folded: ReadonlySet<string>): Shown {
  const children = childrenOf(graph);
  const nodes: ShownNode[] = [];
  const groups: ModelNode[] = [];
  const standIn = new Map<string, string>();
  const visit = (node: ModelNode, group: string | null): void => {
    const inner = children.get(node.id) ?? [];
    if (inner.length > 0 && !folded.has(node.id)) {
      groups.push(node);
      for (const child of inner) {
        visit(child, node.id);
      }
      return;
    }
    const all = [node, ...within(node, children)];
    for (const { id } of all) {
      standIn.set(id, node.id);
    }
    nodes.push({ node, state: worst(all), group, folded: inner.length > 0 });
  };
  for (const node of children.get(null) ?? []) {
    visit(node, null);
  }
  // An edge of an open group itself is drawn to the first and from the last of what is in it.
  for (const { id } of [...groups].reverse()) {
    standIn.set(id, standIn.get(children.get(id)?.[0]?.id ?? '') ?? id);
  }
  const last = new Map(
    groups.map(({ id }) => {
      const ran = children.get(id)?.filter(({ state }) => state !== 'notCalled');
      return [id, standIn.get(ran?.at(-1)?.id ?? '') ?? id];
    }),
  );
  const edges = new Map<string, ModelEdge>();
  for (const edge of graph.edges) {
    const from = last.get(edge.from) ?? standIn.get(edge.from);
    const to = standIn.get(edge.to);
    if (from !== undefined && to !== undefined && from !== to) {
      const key = `${from}\n${to}`;
      const known = edges.get(key);
      edges.set(key, { ...(known ?? edge), from, to, finding: edge.finding || known?.finding === true });
    }
  }
  return { nodes, groups, edges: [...edges.values()] };
}

function within(
  node: ModelNode,
  children: ReadonlyMap<string | null, readonly ModelNode[]>,
): readonly ModelNode[] {
  return (children.get(node.id) ?? []).flatMap((child) => [child, ...within(child, children)]);
}

function worst(nodes: readonly ModelNode[]): State {
  return severity.find((state) => nodes.some((node) => node.state === state)) ?? 'fine';
}

/** The node of a layer; one that is called by itself has a path that begins later than the node's. */
export function nodeOf({ nodes }: ModelGraph, path: string): ModelNode | undefined {
  return nodes.find(({ id }) => id === path) ?? nodes.find(({ id }) => id.endsWith(`/${path}`));
}
