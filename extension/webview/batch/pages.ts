/** The rows of the batch, read by pages as they come into sight. Pure. */
import { type BatchRow, type BatchRowsBody } from '../../shared/generated/protocol';
import { StaleError } from '../common/requests';
import { type Stretch } from './sight';

/** Questions under way at a time: what is scrolled past before its turn is never asked. */
const atOnce = 3;

/** Pages that are kept on either side of what is wanted; those further away can be read again. */
const near = 6;

export interface Source {
  /** Reads rows; undefined while nothing can be read. */
  readonly ask: ((start: number, count: number) => Promise<BatchRowsBody>) | undefined;
  /** A row that was read before the window was reloaded, by its place. */
  readonly recall: (place: number) => BatchRow | undefined;
  /** Something has been read, or could not be. */
  readonly onChange: () => void;
}

/** The rows of a page; of an earlier one some can be missing. */
type Rows = readonly (BatchRow | undefined)[];

export class RowPages {
  private readonly pages = new Map<number, Rows>();
  /** Shown until they are read again: the rows of the pause before. */
  private readonly earlier = new Map<number, Rows>();
  private readonly asked = new Set<number>();
  private wanted: readonly number[] = [];
  private failure: string | undefined;
  private largest = 0;

  /**
   * @param size Rows of a page.
   * @param earlier Whose rows are shown until newer ones are there.
   */
  constructor(
    readonly total: number,
    readonly size: number,
    private readonly source: Source,
    earlier?: RowPages,
  ) {
    if (earlier?.size === size) {
      this.earlier = new Map([...earlier.earlier, ...earlier.pages]);
      this.largest = earlier.largest;
    }
  }

  /** Why rows are missing that were asked for. */
  get error(): string | undefined {
    return this.failure;
  }

  /** The largest loss of the rows that were read: the others' bars are parts of its. */
  get largestLoss(): number {
    return this.largest;
  }

  /** The row at a place in their order, if it was read. */
  at(place: number): BatchRow | undefined {
    const page = Math.floor(place / this.size);
    return (this.pages.get(page) ?? this.earlier.get(page))?.[place - page * this.size];
  }

  /** The place of a row of the batch among those that are there. */
  placeOf(row: number): number | undefined {
    for (const pages of [this.pages, this.earlier]) {
      for (const [page, rows] of pages) {
        const index = rows.findIndex((each) => each?.row === row);
        if (index >= 0) {
          return page * this.size + index;
        }
      }
    }
    return undefined;
  }

  /** Reads what is missing: what is in sight, then what is around it. What is far from both is forgotten. */
  want(inSight: Stretch, around: Stretch): void {
    const pages = this.pagesOf(around);
    const [first = 0, last = 0] = [pages[0], pages.at(-1)];
    this.wanted = [...new Set([...this.pagesOf(inSight), ...pages])];
    for (const kept of [this.pages, this.earlier]) {
      for (const page of kept.keys()) {
        if (page < first - near || page > last + near) {
          kept.delete(page);
        }
      }
    }
    this.recall();
    this.read();
  }

  retry(): void {
    this.failure = undefined;
    this.source.onChange();
    this.read();
  }

  private pagesOf({ start, end }: Stretch): readonly number[] {
    const [first, last] = [Math.floor(start / this.size), Math.ceil(end / this.size)];
    return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  }

  private count(page: number): number {
    return Math.min(this.size, this.total - page * this.size);
  }

  private recall(): void {
    for (const page of this.wanted) {
      if (!this.pages.has(page) && !this.earlier.has(page)) {
        const known = Array.from({ length: this.count(page) }, (_, index) =>
          this.source.recall(page * this.size + index),
        );
        this.earlier.set(page, known);
        this.measure(known);
      }
    }
  }

  private measure(rows: Rows): void {
    this.largest = Math.max(this.largest, ...rows.map((row) => row?.loss ?? 0));
  }

  private read(): void {
    const { ask } = this.source;
    for (const page of this.wanted) {
      if (!ask || this.failure !== undefined || this.asked.size >= atOnce) {
        return;
      }
      if (!this.pages.has(page) && !this.asked.has(page)) {
        void this.readPage(page, ask);
      }
    }
  }

  private async readPage(page: number, ask: NonNullable<Source['ask']>): Promise<void> {
    this.asked.add(page);
    try {
      const { rows } = await ask(page * this.size, this.count(page));
      this.pages.set(page, rows);
      this.earlier.delete(page);
      this.measure(rows);
    } catch (error) {
      if (error instanceof StaleError) {
        // The run has gone on: there is nobody to read from.
        return;
      }
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.asked.delete(page);
    }
    this.source.onChange();
    this.read();
  }
}
