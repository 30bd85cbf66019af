/** What the page shows: what the reader has chosen, else what is most telling. Pure. */
import {
  type AttentionHead,
  type AttentionSource,
  type Finding,
  type TensorReference,
} from '../../shared/generated/protocol';

/** Kept with the window; what is absent follows the stop. */
export interface View {
  readonly source?: string;
  readonly sample?: number;
  readonly head?: number;
  readonly query?: number;
  readonly key?: number;
  /** Whether it is about the stop that the page is told of, not about another pause since. */
  readonly atStop?: boolean;
}

export function keyOf({ type, name }: TensorReference): string {
  return `${type} ${name}`;
}

/** The chosen source; else the one that was asked for; else that of the finding's layer; else the first. */
export function sourceOf(
  sources: readonly AttentionSource[],
  view: View,
  asked: TensorReference | undefined,
  finding: Finding | undefined,
): AttentionSource | undefined {
  const named = (key: string): AttentionSource | undefined =>
    sources.find(({ reference }) => keyOf(reference) === key);
  const layer = `${finding?.layer ?? ''}/`;
  return (
    (view.source === undefined ? undefined : named(view.source)) ??
    (asked && named(keyOf(asked))) ??
    sources.find(({ name }) => layer.startsWith(`${name}/`)) ??
    sources[0]
  );
}

/** Guilty rows of the batch that are samples of the source. */
export function guiltySamples({ samples }: AttentionSource, finding: Finding | undefined): readonly number[] {
  return (finding?.batch?.rows ?? []).filter((row) => row < samples);
}

export interface Place {
  readonly sample: number;
  readonly head: number;
  readonly query: number;
  readonly key: number;
}

/** Where the page stands: at a guilty sample, and at a query that is flagged, unless the reader has moved. */
export function placeOf(
  source: AttentionSource,
  view: View,
  guilty: readonly number[],
  heads: readonly AttentionHead[],
): Place {
  const head = clamp(view.head ?? heads.find(isBad)?.head ?? 0, source.heads);
  const described = heads.find((each) => each.head === head);
  return {
    sample: clamp(view.sample ?? guilty[0] ?? 0, source.samples),
    head,
    query: clamp(view.query ?? described?.notOne[0] ?? described?.onPadding[0] ?? 0, source.queries),
    key: clamp(view.key ?? 0, source.keys),
  };
}

/** Whether queries of a head are flagged. */
export function isBad({ notOne, onPadding }: AttentionHead): boolean {
  return notOne.length > 0 || onPadding.length > 0;
}

function clamp(position: number, size: number): number {
  return Math.max(0, Math.min(position, size - 1));
}
