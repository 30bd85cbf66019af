/** The debug sessions that run: each is told what the Tensor Breakpoints view has, at its start and on each change. */
import * as vscode from 'vscode';
import { ask } from '../debug/ask';
import { debugType } from '../contributions';
import { filtersOn } from '../debug/exceptionFilters';
import { ownBreakpoints } from '../debug/modelShown';
import { onTheWire } from './entries';
import { type TensorBreakpoints } from './tensorBreakpoints';

type Problems = ReadonlyMap<string, string>;

export class KerasSessions implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly sessions = new Map<string, vscode.DebugSession>();
  private readonly refused = new Map<string, Problems>();
  private telling: Promise<unknown> = Promise.resolve();
  private kindsOn: number | undefined;

  /** Fires when `problemOf` or `filtersOn` has changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly breakpoints: TensorBreakpoints,
    private readonly log: vscode.LogOutputChannel,
  ) {
    breakpoints.onDidChange(() => {
      this.telling = Promise.all([...this.sessions.values()].map((session) => this.tell(session)));
    });
  }

  /** How many kinds the Breakpoints view has checked; undefined before the first session. */
  get filtersOn(): number | undefined {
    return this.kindsOn;
  }

  /** The session that the user looks at, or any other. */
  get active(): vscode.DebugSession | undefined {
    const active = vscode.debug.activeDebugSession;
    return active?.type === debugType ? active : [...this.sessions.values()].at(-1);
  }

  byId(id: string): vscode.DebugSession | undefined {
    return this.sessions.get(id);
  }

  /** Why a condition cannot be used, by its text. */
  problemOf(text: string): string | undefined {
    return [...this.refused.values()].map((problems) => problems.get(text)).find(Boolean);
  }

  /** Resolves when every session knows of the latest change. */
  async told(): Promise<void> {
    await this.telling;
  }

  /** Takes in a message from a debug adapter: `initialized` says that it takes breakpoints. */
  receive(session: vscode.DebugSession, message: { readonly event?: string }): void {
    if (message.event === 'initialized' && session.configuration['noDebug'] !== true) {
      this.sessions.set(session.id, session);
      void this.tell(session);
    }
  }

  /** Takes in a message to a debug adapter. */
  sent(message: unknown): void {
    const on = filtersOn(message);
    if (on !== undefined && on !== this.kindsOn) {
      this.kindsOn = on;
      this.changed.fire();
    }
  }

  end(session: vscode.DebugSession): void {
    this.sessions.delete(session.id);
    if (this.refused.delete(session.id)) {
      this.changed.fire();
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async tell(session: vscode.DebugSession): Promise<void> {
    try {
      const stored = onTheWire(this.breakpoints.entries);
      const breakpoints = [...stored.breakpoints, ...ownBreakpoints(session.configuration)];
      const body = await ask(session, 'keras/setTensorBreakpoints', { ...stored, breakpoints });
      this.refuse(session, new Map((body.problems ?? []).map(({ text, message }) => [text, message])));
    } catch (error) {
      // A session that is about to end, or a script without TensorFlow.
      this.log.warn(`Session "${session.name}" was not told of the tensor breakpoints.`, error);
    }
  }

  private refuse(session: vscode.DebugSession, problems: Problems): void {
    const fresh = [...problems].filter(([text]) => this.problemOf(text) === undefined);
    this.refused.set(session.id, problems);
    this.changed.fire();
    for (const [text, message] of fresh) {
      void vscode.window.showWarningMessage(`The condition “${text}” cannot be used: ${message}.`);
    }
  }
}
