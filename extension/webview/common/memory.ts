/** Answers that a page keeps for the time after the run: a reloaded window shows them again. Pure. */

/** Characters of JSON that are kept in all: VS Code stores them with the window. */
const most = 600_000;

/** An answer that is longer is not kept: pictures and windows of numbers can be asked for again in another run. */
const longest = 150_000;

export type Remembered = readonly (readonly [question: string, body: unknown])[];

export class Memory {
  private readonly answers = new Map<string, { readonly body: unknown; readonly size: number }>();
  private size = 0;

  constructor(remembered: Remembered = []) {
    for (const [question, body] of remembered) {
      this.keep(question, body);
    }
  }

  get(question: string): unknown {
    return this.answers.get(question)?.body;
  }

  /** Keeps an answer; the oldest ones make room. */
  keep(question: string, body: unknown): void {
    this.drop(question);
    const size = question.length + JSON.stringify(body).length;
    if (size > longest) {
      return;
    }
    this.answers.set(question, { body, size });
    this.size += size;
    for (const oldest of this.answers.keys()) {
      if (this.size <= most) {
        break;
      }
      this.drop(oldest);
    }
  }

  /** Another stop: what was read at the one before says nothing any more. */
  clear(): void {
    this.answers.clear();
    this.size = 0;
  }

  all(): Remembered {
    return [...this.answers].map(([question, { body }]) => [question, body]);
  }

  private drop(question: string): void {
    this.size -= this.answers.get(question)?.size ?? 0;
    this.answers.delete(question);
  }
}
