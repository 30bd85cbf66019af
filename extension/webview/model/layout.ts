/** Where boxes and wires of a diagram go. Pure. */
import { graphlib, layout } from '@dagrejs/dagre';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface BoxSize extends Size {
  readonly id: string;
  readonly group: string | null;
}

export interface WireSize extends Size {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** A rectangle by its upper left corner. */
export interface Area extends Point, Size {}

export interface Placed {
  readonly size: Size;
  readonly boxes: ReadonlyMap<string, Area>;
  readonly groups: ReadonlyMap<string, Area>;
  /** Course, and where the label stands. */
  readonly wires: ReadonlyMap<string, { readonly points: readonly Point[]; readonly label: Area }>;
}

interface Diagram {
  readonly boxes: readonly BoxSize[];
  readonly groups: readonly { readonly id: string; readonly group: string | null }[];
  readonly wires: readonly WireSize[];
  /** Top to bottom, or left to right. */
  readonly direction: 'TB' | 'LR';
}

const margin = 12;

/** Room above what is in a group, for its name. */
export const groupTitle = 24;

export function place({ boxes, groups, wires, direction }: Diagram): Placed {
  const graph = new graphlib.Graph({ compound: groups.length > 0, multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: 24,
    edgesep: 16,
    // With groups, room for their titles below the labels of the wires into them.
    ranksep: groups.length > 0 ? 44 : 26,
    marginx: margin,
    marginy: margin,
  });
  for (const { id, group, width, height } of boxes) {
    graph.setNode(id, { width, height });
    if (group !== null) {
      graph.setParent(id, group);
    }
  }
  for (const { id, group } of groups) {
    graph.setNode(id, {});
    if (group !== null) {
      graph.setParent(id, group);
    }
  }
  for (const { id, from, to, width, height } of wires) {
    graph.setEdge(from, to, { width, height, labelpos: 'c' }, id);
  }
  layout(graph);
  const area = (name: string, above = 0): Area => {
    const { x, y, width, height } = graph.node(name) as Required<Area>;
    return { x: x - width / 2, y: y - height / 2 - above, width, height: height + above };
  };
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return {
    size: { width, height },
    boxes: new Map(boxes.map(({ id }) => [id, area(id)])),
    groups: new Map(groups.map(({ id }) => [id, area(id, groupTitle)])),
    wires: new Map(
      wires.map(({ id, from, to, ...size }) => {
        const {
          points,
          x = 0,
          y = 0,
        } = graph.edge({ v: from, w: to, name: id }) as Partial<Point> & {
          points: Point[];
        };
        const label = { x: x - size.width / 2, y: y - size.height / 2, ...size };
        return [id, { points, label }];
      }),
    ),
  };
}

/** A smooth line through the points, as the data of an SVG path. */
export function curve(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (!start) {
    return '';
  }
  const parts = [`M${start.x},${start.y}`];
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    // To the middle between two points, bent by the point before it.
    parts.push(
      next
        ? `Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`
        : `L${point.x},${point.y}`,
    );
  });
  return parts.join(' ');
}

/** The box that lies next in a direction, the nearest along it and across it. */
export function neighbour(boxes: ReadonlyMap<string, Area>, from: string, key: string): string | undefined {
  const direction = directions[key];
  const here = boxes.get(from);
  if (!direction || !here) {
    return undefined;
  }
  let best: string | undefined;
  let least = Infinity;
  for (const [id, there] of boxes) {
    const right = there.x + there.width / 2 - here.x - here.width / 2;
    const down = there.y + there.height / 2 - here.y - here.height / 2;
    const along = right * direction.x + down * direction.y;
    const across = Math.abs(right * direction.y) + Math.abs(down * direction.x);
    // Sideways counts more: what lies straight ahead is meant.
    const distance = along + 2 * across;
    if (id !== from && along > 1 && distance < least) {
      [best, least] = [id, distance];
    }
  }
  return best;
}

const directions: Readonly<Record<string, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};
