/** The tensor stops of all sessions, and what became of them. */
import * as vscode from 'vscode';
import { hasTensorStopKey } from '../contributions';
import { afterMessage, type StopState } from './stopState';

export interface TensorStop extends StopState {
  readonly session: vscode.DebugSession;
}

export class TensorStops implements vscode.Disposable {
  private readonly stopped = new vscode.EventEmitter<TensorStop>();
  private readonly changed = new vscode.EventEmitter<void>();
  /** The latest stop of each session that runs. */
  private readonly stops = new Map<string, TensorStop>();
  private shown: TensorStop | undefined;

  /** Fires on a new stop, after `onDidChange`. */
  readonly onDidStop = this.stopped.event;
  /** Fires when `current` has changed: another stop, the run goes on from it, its session ends. */
  readonly onDidChange = this.changed.event;

  /** The latest stop, or that of the session that was selected since. */
  get current(): TensorStop | undefined {
    return this.shown;
  }

  /** Takes in a message from the debug adapter of a session. */
  receive(session: vscode.DebugSession, message: unknown): void {
    const before = this.stops.get(session.id);
    const after = afterMessage(before, message);
    if (!after || after === before) {
      return;
    }
    const stop = { session, ...after };
    this.stops.set(session.id, stop);
    if (stop.status === 'stopped') {
      this.show(stop);
      this.stopped.fire(stop);
    } else if (this.shown === before) {
      this.show(stop);
    }
  }

  /** The user looks at another session, as two that are debugged at once. */
  select(session: vscode.DebugSession | undefined): void {
    const stop = session && this.stops.get(session.id);
    if (stop && stop !== this.shown) {
      this.show(stop);
    }
  }

  end(session: vscode.DebugSession): void {
    const stop = this.stops.get(session.id);
    this.stops.delete(session.id);
    if (stop && stop === this.shown) {
      this.show({ ...stop, status: 'ended' });
    }
  }

  dispose(): void {
    this.stopped.dispose();
    this.changed.dispose();
  }

  private show(stop: TensorStop): void {
    this.shown = stop;
    void vscode.commands.executeCommand('setContext', hasTensorStopKey, true);
    this.changed.fire();
  }
}
