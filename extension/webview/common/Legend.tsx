import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { css, legendColours, type Scale } from './colours';
import { formatValue } from './numbers';
import { paintNonFinite } from './paint';
import { useTheme } from './theme';

const steps = 24;
const sign = 14;
const signs = [
  ['NaN', Number.NaN],
  ['+Inf', Infinity],
  ['−Inf', -Infinity],
] as const;

/** What the colours and the signs stand for. */
export function Legend({ scale }: { scale: Scale }): VNode {
  const theme = useTheme();
  const colours = legendColours(scale, theme, steps).map(css);
  return (
    <div class="legend">
      <span>{formatValue(scale.low)}</span>
      <span
        class="ramp"
        aria-hidden="true"
        style={{ background: `linear-gradient(to right, ${colours.join(', ')})` }}
      />
      <span>{formatValue(scale.high)}</span>
      {signs.map(([name, value]) => (
        <span key={name} class="sign">
          <Sign value={value} /> {name}
        </span>
      ))}
    </div>
  );
}

function Sign({ value }: { value: number }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current && context) {
      const sharpness = window.devicePixelRatio;
      canvas.current.width = sign * sharpness;
      canvas.current.height = sign * sharpness;
      context.scale(sharpness, sharpness);
      paintNonFinite(context, value, 0, 0, sign, theme);
    }
  }, [value, theme]);
  return <canvas ref={canvas} aria-hidden="true" style={{ width: `${sign}px`, height: `${sign}px` }} />;
}
