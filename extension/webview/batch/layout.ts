/** How the rows are laid out: sizes in pixels, which are fixed so that a long list can be scrolled. Pure. */
import { type Batch, type BatchColumn } from '../../shared/generated/protocol';
import { type Placed, placed } from '../common/row/columns';

export type Layout = 'table' | 'gallery';

/** Longest side of an image in a line of the table, and in a tile. */
export const pictures: Readonly<Record<Layout, number>> = { table: 64, gallery: 128 };

/** Pixels of an image that are asked for: in tiles 96 are enough to see what it is. */
export const thumbnails: Readonly<Record<Layout, number>> = { table: 64, gallery: 96 };

/** Vectors with so many named values have a column each. */
const mostFields = 16;

/** Characters of an answer: the first rows are there soon, and others are read while they are looked at. */
const answer = 400_000;

const mostRows = 20;

/** Characters of a row without its images, roughly. */
const rowText = 1_500;

/** Heights of cells by what they hold; others are one or two lines of text. */
const heights: Partial<Record<BatchColumn['content'], number>> = {
  image: 80,
  tokens: 84,
  series: 64,
  probabilities: 72,
  text: 60,
  ragged: 60,
};
const leastHeight = 46;
/** With room for why a row is to blame, which stands below its number. */
const blamedHeight = 66;

/** Least width of a column, and its part of what is left. */
type Width = readonly [least: number, part: number];

const widths: Readonly<Record<BatchColumn['content'], Width>> = {
  image: [140, 1],
  tokens: [260, 4],
  series: [200, 2],
  vector: [180, 2],
  scalar: [80, 1],
  classes: [96, 1],
  probabilities: [180, 2],
  text: [200, 3],
  ragged: [180, 2],
  sparse: [180, 2],
  other: [160, 2],
};
const fieldWidth: Width = [104, 1];
/** Of the row's number, alone and with why it is to blame; of its loss. */
const rowWidth: Width = [128, 0];
const blamedWidth: Width = [188, 0];
const lossWidth: Width = [80, 1];

export const hasPictures = ({ columns }: Batch): boolean =>
  columns.some(({ content }) => content === 'image');

/** A gallery for images, unless the user wants it otherwise. */
export function layoutOf(batch: Batch, chosen: Layout | undefined): Layout {
  return hasPictures(batch) ? (chosen ?? 'gallery') : 'table';
}

/** Rows of a page: as many as one answer can have, at most 20. */
export function pageSize({ columns }: Batch, thumbnail: number): number {
  const pixels = columns.reduce((sum, { image }) => sum + (image ? pixelsOf(image, thumbnail) : 0), 0);
  // Four bytes a pixel, and four letters for three bytes.
  return Math.max(1, Math.min(mostRows, Math.floor(answer / ((pixels * 16) / 3 + rowText))));
}

function pixelsOf({ width, height }: { width: number; height: number }, thumbnail: number): number {
  const scale = Math.min(1, thumbnail / Math.max(1, width, height));
  return width * scale * height * scale;
}

/** A column as it stands in the table: of a vector with few values each value is one. */
export interface Shown extends Placed {
  readonly key: string;
  readonly width: Width;
  readonly field?: { readonly index: number; readonly of: NonNullable<BatchColumn['fields']>[number] };
}

export function shownColumns(columns: readonly BatchColumn[]): readonly Shown[] {
  return placed(columns).flatMap(({ column, index }): Shown[] => {
    const { name, fields, content } = column;
    if (content === 'vector' && fields && fields.length > 0 && fields.length <= mostFields) {
      return fields.map((of, field) => ({
        column,
        index,
        key: `${name} ${field}`,
        width: fieldWidth,
        field: { index: field, of },
      }));
    }
    return [{ column, index, key: name, width: widths[content] }];
  });
}

/** Columns of the table as CSS has them, and the width below which it scrolls. */
export function tableColumns(
  shown: readonly Shown[],
  { guilty, loss }: Batch,
): { readonly template: string; readonly least: number } {
  const all = [
    guilty.length > 0 ? blamedWidth : rowWidth,
    ...(loss === undefined ? [] : [lossWidth]),
    ...shown.map(({ width }) => width),
  ];
  return {
    template: all
      .map(([least, part]) => (part > 0 ? `minmax(${least}px, ${part}fr)` : `${least}px`))
      .join(' '),
    least: all.reduce((sum, [least]) => sum + least, 0),
  };
}

export function lineHeight({ columns, guilty }: Batch): number {
  const least = guilty.length > 0 ? blamedHeight : leastHeight;
  return Math.max(least, ...columns.map(({ content }) => heights[content] ?? 0));
}

export const tileWidth = 152;
export const tileGap = 8;

/** Height of a tile: its picture, its number, its loss or why it is to blame, and lines for labels and predictions. */
export function tileHeight({ columns, guilty, loss }: Batch): number {
  const line = 20;
  const text = columns.reduce((sum, column) => sum + line * tileLines(column), 0);
  return pictures.gallery + (loss === undefined && guilty.length === 0 ? 1 : 2) * line + text + 24;
}

/** Lines of text that a column has in a tile: labels, predictions and weights are there, other features are not. */
export function tileLines({ role, content }: BatchColumn): number {
  if (content === 'image' || role === 'feature' || role === 'output') {
    return 0;
  }
  return content === 'probabilities' ? 2 : 1;
}

/** Chromium ends elements at 2^25 pixels; up to the half of it what is painted stands on whole ones. */
const longest = 2 ** 24;

/** Rows that a list can be scrolled through, with so many beside each other. */
export function listedRows(total: number, across: number, height: number): number {
  return Math.min(total, across * Math.floor(longest / height));
}

/** Tiles beside each other. */
export function tilesAcross(width: number): number {
  return Math.max(1, Math.floor((width + tileGap) / (tileWidth + tileGap)));
}
