import { type VNode } from 'preact';
import { type BatchToken } from '../../../shared/generated/protocol';
import { formatCount } from '../numbers';
import { chipsOf } from './chips';

interface Properties {
  readonly tokens: readonly BatchToken[];
  readonly more: number;
  /** Chips that there is room for. */
  readonly room: number;
}

/** Tokens by their texts, with their ids for the pointer. */
export function Tokens({ tokens, more, room }: Properties): VNode {
  const shown = chipsOf(tokens, more, room);
  return (
    <span class="tokens">
      {shown.chips.map(({ text, title, padding }, index) => (
        <span key={index} class={padding ? 'chip padding' : 'chip'} title={title}>
          {text}
        </span>
      ))}
      {shown.more > 0 && <span class="more">… {formatCount(shown.more)} more</span>}
    </span>
  );
}
