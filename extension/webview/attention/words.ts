/** Tokens and weights in words. Pure. */
import { type AttentionHead, type BatchToken } from '../../shared/generated/protocol';
import { formatValue } from '../common/numbers';

/** What stands at the axis: the text, else the id, else the position. */
export function labelOf(tokens: readonly BatchToken[] | undefined, position: number): string {
  const token = tokens?.[position];
  if (!token) {
    return `${position}`;
  }
  return token.padding === true ? 'pad' : textOf(token);
}

/** Vocabularies have an empty text for padding. */
function textOf({ id, text = '' }: BatchToken): string {
  return text === '' ? `${id}` : text;
}

/** `‘cat’ (5)`: with the position, as the same token can stand there twice. */
function named(tokens: readonly BatchToken[] | undefined, position: number): string {
  const token = tokens?.[position];
  if (!token) {
    return `${position}`;
  }
  const padding = token.padding === true ? ', padding' : '';
  return `‘${textOf(token)}’ (${position}${padding})`;
}

export interface Tokens {
  readonly queries: readonly BatchToken[] | undefined;
  readonly keys: readonly BatchToken[] | undefined;
}

/** `query ‘the’ (3) → key ‘cat’ (5): 0.31`. */
export function readout(tokens: Tokens, query: number, key: number, weight: number | undefined): string {
  const value = weight === undefined ? '…' : formatValue(weight);
  return `query ${named(tokens.queries, query)} → key ${named(tokens.keys, key)}: ${value}`;
}

/** What is odd about a query's row: empty when nothing is. */
export function oddities(head: AttentionHead, query: number, entropy: number | undefined): readonly string[] {
  const broken = entropy !== undefined && Number.isNaN(entropy);
  return [
    ...(head.notOne.includes(query)
      ? [broken ? 'its weights are no distribution' : 'its weights do not sum to one']
      : []),
    ...(head.onPadding.includes(query) ? ['it looks at padding'] : []),
  ];
}

/** `2.31 bits`, or a dash. */
export function bits(entropy: number | null | undefined): string {
  return entropy === null || entropy === undefined || Number.isNaN(entropy)
    ? '– bits'
    : `${entropy.toFixed(2)} bits`;
}
