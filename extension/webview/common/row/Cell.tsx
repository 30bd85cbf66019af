import { type VNode } from 'preact';
import { type BatchCell } from '../../../shared/generated/protocol';
import { Curves } from './Curves';
import { Flags } from './Flags';
import { Picture } from './Picture';
import { Probabilities } from './Probabilities';
import { Tokens } from './Tokens';

/** How much of a cell there is room for. */
export interface Room {
  /** Longest side of an image in pixels. */
  readonly picture: number;
  readonly tokens: number;
  readonly bars: number;
  /** Shows the range beside a plot. */
  readonly scale?: boolean;
}

interface Properties {
  readonly cell: BatchCell;
  /** Name of the column and the row, for who sees no picture. */
  readonly label: string;
  readonly room: Room;
}

/** What a row has in a column, as what it is. */
export function Cell({ cell, label, room }: Properties): VNode {
  return (
    <span class="content">
      <Content cell={cell} label={label} room={room} />
      <Flags flags={cell.flags} />
    </span>
  );
}

function Content({ cell, label, room }: Properties): VNode {
  const { text, image, tokens, bars, lines, more = 0 } = cell;
  if (image) {
    return (
      <Picture
        image={image}
        label={`${label}: ${[text, ...(cell.flags ?? [])].join(', ')}`}
        size={room.picture}
      />
    );
  }
  if (tokens) {
    return <Tokens tokens={tokens} more={more} room={room.tokens} />;
  }
  if (bars) {
    return <Probabilities bars={bars} room={room.bars} />;
  }
  if (lines) {
    return <Curves lines={lines} label={`${label}: ${text}`} scale={room.scale ?? false} />;
  }
  return <span class="text">{text}</span>;
}
