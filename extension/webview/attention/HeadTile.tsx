import { type VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type AttentionHead, type AttentionSource } from '../../shared/generated/protocol';
import { useTheme } from '../common/theme';
import { useAnswer } from '../common/useAnswer';
import { unpack } from '../common/values';
import { overview, paintTile, scaleOfWeights, tile } from './tile';
import { isBad } from './view';
import { bits } from './words';

interface Properties {
  readonly source: AttentionSource;
  readonly sample: number;
  readonly head: AttentionHead;
  readonly checked: boolean;
  readonly pick: (head: number) => void;
}

/** One head as a small picture, with its entropy and what is odd about it. */
export function HeadTile({ source, sample, head, checked, pick }: Properties): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const { handle, queries, keys } = source;
  const { body, error } = useAnswer('keras/window', {
    handle,
    index: [sample, head.head],
    ...overview(queries, keys),
  });
  const values = useMemo(() => body && unpack(body), [body]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current && context) {
      // This clears it, too.
      canvas.current.width = tile * window.devicePixelRatio;
      canvas.current.height = tile * window.devicePixelRatio;
      context.scale(window.devicePixelRatio, window.devicePixelRatio);
      if (values) {
        paintTile(context, values, scaleOfWeights(values), theme);
      }
    }
  }, [values, theme]);
  const bad = isBad(head);
  return (
    <label class={`tile${checked ? ' checked' : ''}`}>
      <input
        type="radio"
        name="head"
        checked={checked}
        onChange={() => {
          pick(head.head);
        }}
      />
      <canvas ref={canvas} aria-hidden="true" style={{ width: `${tile}px`, height: `${tile}px` }} />
      <span class="name">Head {head.head}</span>
      <span class="entropy">{bits(head.entropy)}</span>
      <span class="meter" aria-hidden="true">
        <span class="fill" style={{ width: `${100 * (head.evenness ?? 0)}%` }} />
      </span>
      {error !== undefined && (
        <span class="flag bad" title={error}>
          not read
        </span>
      )}
      {head.flags.map((flag) => (
        <span key={flag} class={bad ? 'flag bad' : 'flag'}>
          {flag}
        </span>
      ))}
    </label>
  );
}
