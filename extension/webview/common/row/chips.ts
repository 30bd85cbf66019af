/** Token ids as chips. Pure. */
import { type BatchToken } from '../../../shared/generated/protocol';

export interface Chip {
  readonly text: string;
  /** What the pointer shows. */
  readonly title: string;
  readonly padding: boolean;
}

export interface Chips {
  readonly chips: readonly Chip[];
  /** Tokens that are not among them. */
  readonly more: number;
}

/** As many tokens as there is room for; neighbours that pad are one chip. */
export function chipsOf(tokens: readonly BatchToken[], more: number, room: number): Chips {
  const chips: Chip[] = [];
  let at = 0;
  while (at < tokens.length && chips.length < room) {
    const end = paddingFrom(tokens, at);
    const token = tokens[at];
    if (end > at) {
      chips.push(padding(end - at, token?.id ?? 0));
      at = end;
    } else if (token) {
      chips.push({ text: textOf(token), title: titleOf(token), padding: false });
      at += 1;
    }
  }
  return { chips, more: tokens.length - at + more };
}

function paddingFrom(tokens: readonly BatchToken[], start: number): number {
  let end = start;
  while (tokens[end]?.padding) {
    end += 1;
  }
  return end;
}

function padding(count: number, id: number): Chip {
  const text = count === 1 ? 'padding' : `padding × ${count}`;
  return { text, title: `id ${id}, ${text}`, padding: true };
}

function textOf({ id, text }: BatchToken): string {
  if (text === undefined || text === '') {
    return `${id}`;
  }
  return text.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replaceAll(' ', '␣');
}

function titleOf({ id, text }: BatchToken): string {
  return text === undefined ? `id ${id}` : `id ${id}: ${text}`;
}
