import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useTheme } from '../common/theme';
import { useWidth } from '../common/useWidth';
import { chartColours } from './palette';
import { dataOf, type Drawn, optionsOf, shapeOf } from './drawing';

interface Properties extends Drawn {
  /** The step that all charts point at. */
  readonly cursor: number | undefined;
  readonly onCursor: (step: number | undefined) => void;
  readonly onPin: (step: number) => void;
}

/** Pixels around a finding's line in which a click means its step. */
const near = 6;

/** The drawing itself. Its text alternative is the label of the chart, its legend and the table of a step. */
export function Plot({ cursor, onCursor, onPin, ...drawn }: Properties): VNode {
  const [element, width] = useWidth();
  const plot = useRef<uPlot>(undefined);
  const latest = useRef({ drawn, onCursor, onPin });
  latest.current = { drawn, onCursor, onPin };
  const theme = useTheme();
  const shape = shapeOf(drawn);

  useEffect(() => {
    const target = element.current;
    if (!target || width === 0) {
      return undefined;
    }
    const { fontFamily } = getComputedStyle(document.body);
    const current = (): Drawn => latest.current.drawn;
    const options = optionsOf(current, width, chartColours(), `11px ${fontFamily}`);
    const made = new uPlot(options, dataOf(current()), target);
    plot.current = made;
    const stepAt = ({ clientX }: MouseEvent): number => {
      const left = clientX - made.over.getBoundingClientRect().left;
      const marker = current().markers.find(
        ({ step, type }) => type !== 'epoch' && Math.abs(made.valToPos(step, 'x') - left) < near,
      );
      const step = marker?.step ?? Math.round(made.posToVal(left, 'x'));
      return Math.max(0, Math.min(step, current().last));
    };
    made.over.addEventListener('pointermove', (event) => {
      latest.current.onCursor(stepAt(event));
    });
    made.over.addEventListener('pointerleave', () => {
      latest.current.onCursor(undefined);
    });
    made.over.addEventListener('click', (event) => {
      latest.current.onPin(stepAt(event));
    });
    return () => {
      plot.current = undefined;
      made.destroy();
    };
  }, [element, width, shape, theme]);

  useEffect(() => {
    plot.current?.setData(dataOf(latest.current.drawn));
  }, [drawn.lines, drawn.markers, drawn.last]);

  useEffect(() => {
    const left = cursor === undefined ? -10 : (plot.current?.valToPos(cursor, 'x') ?? -10);
    plot.current?.setCursor({ left, top: cursor === undefined ? -10 : 0 }, false);
  }, [cursor, drawn.lines, drawn.last, shape, theme, width]);

  return <div class="plotted" ref={element} />;
}
