import { type ComponentChildren, type VNode } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { curve, neighbour, place, type BoxSize, type WireSize } from './layout';
import { useViewport } from './useViewport';

export interface Box extends BoxSize {
  /** Classes for how it looks. */
  readonly look: string;
  readonly content: ComponentChildren;
}

export interface Group {
  readonly id: string;
  readonly group: string | null;
  /** Classes for how it looks. */
  readonly look: string;
  readonly content: ComponentChildren;
}

export interface Wire extends WireSize {
  readonly look: string;
  readonly content: ComponentChildren;
}

interface Properties {
  readonly label: string;
  readonly direction: 'TB' | 'LR';
  readonly boxes: readonly Box[];
  readonly groups: readonly Group[];
  readonly wires: readonly Wire[];
  readonly selected: string | undefined;
  /** What was searched for. */
  readonly marked?: ReadonlySet<string>;
  /** What is to be in sight; again when it changes. */
  readonly focus: string | undefined;
  readonly onSelect: (id: string) => void;
  /** On Enter or a double click. */
  readonly onOpen: (id: string) => void;
}

/** Boxes and wires that can be moved, zoomed, and walked through with the arrow keys. */
export function Diagram(properties: Properties): VNode {
  const { label, direction, boxes, groups, wires, selected, marked, focus, onSelect, onOpen } = properties;
  const placed = useMemo(() => place({ boxes, groups, wires, direction }), [boxes, groups, wires, direction]);
  const [window, viewport, controls] = useViewport(placed, focus);
  const arrows = useId();
  const nodes = useRef(new Map<string, HTMLButtonElement>());
  const [current, setCurrent] = useState<string | undefined>(undefined);
  const stop = [current, selected, focus, boxes[0]?.id].find(
    (id) => id !== undefined && placed.boxes.has(id),
  );
  useEffect(() => {
    setCurrent(undefined);
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stop === undefined ? undefined : neighbour(placed.boxes, stop, event.key);
    if (next !== undefined) {
      setCurrent(next);
      nodes.current.get(next)?.focus({ preventScroll: true });
      controls.reveal(next);
    } else if (!controls.onKey(event.key)) {
      return;
    }
    event.preventDefault();
  };
  const { x, y, scale } = viewport;
  return (
    <div class="diagram">
      <div
        class="window"
        style={{ height: `${placed.size.height}px` }}
        ref={window}
        role="group"
        aria-label={`${label}. Arrow keys walk from node to node, plus and minus zoom, 0 shows all.`}
        onKeyDown={onKeyDown}
        onPointerDown={controls.onPointerDown}
      >
        <div class="sheet" style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}>
          {groups.map(({ id, look, content }) => (
            <div key={id} class={`group ${look}`} style={position(placed.groups.get(id))}>
              {content}
            </div>
          ))}
          <svg class="wires" width={placed.size.width} height={placed.size.height} aria-hidden="true">
            <Arrow id={`${arrows}plain`} name="plain" />
            <Arrow id={`${arrows}strong`} name="strong" />
            {wires.map(({ id, look }) => (
              <path
                key={id}
                class={`wire ${look}`}
                d={curve(placed.wires.get(id)?.points ?? [])}
                marker-end={`url(#${arrows}${look === '' ? 'plain' : 'strong'})`}
              />
            ))}
          </svg>
          {wires.map(({ id, look, content }) => (
            <div key={id} class={`tag ${look}`} style={position(placed.wires.get(id)?.label)}>
              {content}
            </div>
          ))}
          {boxes.map((box) => (
            <button
              key={box.id}
              ref={(element) => {
                if (element) {
                  nodes.current.set(box.id, element);
                } else {
                  nodes.current.delete(box.id);
                }
              }}
              type="button"
              class={`box ${box.look}${marked?.has(box.id) === true ? ' match' : ''}`}
              style={position(placed.boxes.get(box.id))}
              tabIndex={box.id === stop ? 0 : -1}
              aria-pressed={box.id === selected}
              onClick={() => {
                onSelect(box.id);
              }}
              onDblClick={() => {
                onOpen(box.id);
              }}
              onFocus={() => {
                setCurrent(box.id);
              }}
            >
              {box.content}
            </button>
          ))}
        </div>
      </div>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" class="secondary" aria-label="Zoom in" onClick={controls.zoomIn}>
          +
        </button>
        <button type="button" class="secondary" aria-label="Zoom out" onClick={controls.zoomOut}>
          −
        </button>
        <button type="button" class="secondary" onClick={controls.fit}>
          Fit
        </button>
      </div>
    </div>
  );
}

function Arrow({ id, name }: { id: string; name: string }): VNode {
  return (
    <marker
      id={id}
      class={`arrow ${name}`}
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0,0 L8,4 L0,8 z" />
    </marker>
  );
}

function position(
  area: { x: number; y: number; width: number; height: number } | undefined,
): Record<string, string> {
  const { x = 0, y = 0, width = 0, height = 0 } = area ?? {};
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}
