/** Pages of a large table that are asked for when they come into sight; the latest are kept. Pure. */
import { StaleError } from '../common/requests';

/** Of 64 × 32 values each 38 KiB, as numbers and as they came: 10 MiB in all. */
const mostKept = 256;
/** More at once would only wait in the script, and delay what comes into sight next. */
const mostAtOnce = 3;

export class Pages<T> {
  private readonly kept = new Map<string, T>();
  private readonly asked = new Set<string>();
  private wanted: readonly string[] = [];
  private failure: string | undefined;

  constructor(
    private readonly ask: (page: string) => Promise<T>,
    private readonly changed: () => void,
    kept: readonly (readonly [string, T])[] = [],
  ) {
    this.kept = new Map(kept);
  }

  /** Why the latest question failed. */
  get error(): string | undefined {
    return this.failure;
  }

  get(page: string): T | undefined {
    return this.kept.get(page);
  }

  /** What is in sight now, the most urgent first; what is not any more and still waits is forgotten. */
  want(pages: readonly string[]): void {
    this.wanted = pages;
    for (const page of pages) {
      const known = this.kept.get(page);
      if (known !== undefined) {
        // The latest stand last.
        this.kept.delete(page);
        this.kept.set(page, known);
      }
    }
    this.askNext();
  }

  retry(): void {
    this.failure = undefined;
    this.askNext();
  }

  private askNext(): void {
    for (const page of this.wanted) {
      if (this.asked.size >= mostAtOnce || this.failure !== undefined) {
        return;
      }
      if (!this.kept.has(page) && !this.asked.has(page)) {
        void this.fetch(page);
      }
    }
  }

  private async fetch(page: string): Promise<void> {
    this.asked.add(page);
    try {
      this.kept.set(page, await this.ask(page));
      for (const oldest of this.kept.keys()) {
        if (this.kept.size <= mostKept) {
          break;
        }
        this.kept.delete(oldest);
      }
    } catch (error) {
      if (error instanceof StaleError) {
        return;
      }
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.asked.delete(page);
    }
    this.changed();
    this.askNext();
  }
}
