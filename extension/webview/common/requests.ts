/** Questions from the page to the debugged script, by numbered messages. */
import { type Messages, type PanelRequest, type PanelResponse } from '../../shared/generated/protocol';

export type Command = PanelRequest['command'];
export type ArgumentsOf<C extends Command> = Messages[C]['arguments'];
export type BodyOf<C extends Command> = Messages[C]['body'];

/** The stop that was asked about is over: nobody waits for the answer any more. */
export class StaleError extends Error {}

interface Pending {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The host has a shorter limit of its own and answers with an error; this one is for a host that is gone. */
const patience = 30_000;

export class Requests {
  private readonly pending = new Map<number, Pending>();
  private last = 0;

  constructor(private readonly post: (request: PanelRequest) => void) {}

  /** Rejects with the script's error, after a time limit, or with `StaleError`. */
  async ask<C extends Command>(command: C, args: ArgumentsOf<C>): Promise<BodyOf<C>> {
    const id = ++this.last;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.settle(id)?.reject(new Error('No answer from the debugger.'));
      }, patience);
      this.pending.set(id, { resolve, reject, timer });
    });
    this.post({ type: 'request', id, command, arguments: args });
    return (await answer) as BodyOf<C>;
  }

  /** Takes an answer in; one that nobody waits for any more is dropped. */
  receive({ id, body, error }: PanelResponse): void {
    const pending = this.settle(id);
    if (error === undefined) {
      pending?.resolve(body);
    } else {
      pending?.reject(new Error(error));
    }
  }

  /** Ends all waiting: the run has gone on. */
  abandon(): void {
    for (const id of this.pending.keys()) {
      this.settle(id)?.reject(new StaleError('The run has gone on.'));
    }
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }
}
