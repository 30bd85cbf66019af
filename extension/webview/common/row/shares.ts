/** Probabilities of a row as bars. Pure. */
import { type BatchBar } from '../../../shared/generated/protocol';

/** The largest bars; the right class is among them, at the end when it is not large. */
export function topBars(bars: readonly BatchBar[], room: number): readonly BatchBar[] {
  const top = bars.slice(0, room);
  const right = bars.find(({ label }) => label);
  return right === undefined || top.includes(right) ? top : [...top.slice(0, -1), right];
}

/** For example `54 %`, `0.12 %`; nothing that is there is `0 %`. */
export function percent(value: number | null): string {
  if (value === null) {
    return 'not finite';
  }
  const share = 100 * value;
  if (share !== 0 && Math.abs(share) < 0.01) {
    return share > 0 ? '< 0.01 %' : '< 0 %';
  }
  return `${Number.parseFloat(share.toPrecision(2))} %`;
}

/** Width of a bar, 0 to 1: what is no probability fills the track at most. */
export function widthOf(value: number | null): number {
  return Math.min(1, Math.max(0, value ?? 0));
}
