/** The runs of all Keras sessions: where each stands, and which one is shown. */
import * as vscode from 'vscode';
import { type Progress, type RewindState, type StopEvent } from '../../shared/generated/protocol';
import { hasTensorStopKey } from '../contributions';
import { afterMessage, type RunState, started } from './runState';

export interface Run extends RunState {
  readonly session: vscode.DebugSession;
}

export interface TensorStop extends Run {
  readonly stop: StopEvent;
}

export class Runs implements vscode.Disposable {
  private readonly stopped = new vscode.EventEmitter<TensorStop>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly progressed = new vscode.EventEmitter<Progress>();
  private readonly runs = new Map<string, Run>();
  private shown: Run | undefined;
  private pauses = 0;

  /** Fires on a new tensor stop, after `onDidChange`. */
  readonly onDidStop = this.stopped.event;
  /** Fires when `current` has changed: another pause, the run goes on, its session ends. */
  readonly onDidChange = this.changed.event;
  /** Fires as the run that is shown gets on. */
  readonly onDidProgress = this.progressed.event;

  /** The run that has stopped last, or that of the session that was selected since. */
  get current(): Run | undefined {
    return this.shown;
  }

  /** Takes in a message from the debug adapter of a session. */
  receive(session: vscode.DebugSession, message: unknown): void {
    const before = this.runs.get(session.id);
    const next = afterMessage(before ?? started, message);
    // No two pauses have the same number, not those of two sessions either.
    const pause = next.status === 'stopped' && next.pause !== before?.pause ? ++this.pauses : next.pause;
    const after = { session, ...next, pause };
    if (!before || !same(before, after)) {
      this.runs.set(session.id, after);
      const first = !this.shown || this.shown.status === 'ended';
      if (first || after.status === 'stopped' || this.shown === before) {
        this.show(after);
      }
      if (isTensorStop(after) && !before?.atStop) {
        this.stopped.fire(after);
      }
    }
    this.tellProgress(session, message);
  }

  /** What can be run again from a pause of a session, unless the run has gone on. */
  offerRewind({ session, pause }: Run, rewind: RewindState): void {
    const run = this.runs.get(session.id);
    if (run?.pause !== pause || run.status !== 'stopped') {
      return;
    }
    const after = { ...run, rewind };
    this.runs.set(session.id, after);
    if (this.shown === run) {
      this.show(after);
    }
  }

  /** The user looks at another session, as two that are debugged at once. */
  select(session: vscode.DebugSession | undefined): void {
    const run = session && this.runs.get(session.id);
    if (run && run !== this.shown) {
      this.show(run);
    }
  }

  end(session: vscode.DebugSession): void {
    const run = this.runs.get(session.id);
    this.runs.delete(session.id);
    if (run && run === this.shown) {
      this.show({ ...run, status: 'ended', atStop: false, rewind: undefined });
    }
  }

  dispose(): void {
    this.stopped.dispose();
    this.changed.dispose();
    this.progressed.dispose();
  }

  private show(run: Run): void {
    this.shown = run;
    void vscode.commands.executeCommand('setContext', hasTensorStopKey, run.stop !== null);
    this.changed.fire();
  }

  private tellProgress(session: vscode.DebugSession, message: unknown): void {
    const { event, body } = message as { readonly event?: string; readonly body?: Progress };
    if (event === 'keras/progress' && body && this.shown?.session.id === session.id) {
      this.progressed.fire(body);
    }
  }
}

function same(before: RunState, after: RunState): boolean {
  return (
    before.status === after.status &&
    before.pause === after.pause &&
    before.atStop === after.atStop &&
    before.hints === after.hints
  );
}

function isTensorStop(run: Run): run is TensorStop {
  return run.atStop && run.stop !== null;
}
