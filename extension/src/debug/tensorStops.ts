/** The latest tensor stop of all sessions, and what became of it. */
import * as vscode from 'vscode';
import { hasTensorStopKey } from '../contributions';
import { afterMessage, type StopState } from './stopState';

export interface TensorStop extends StopState {
  readonly session: vscode.DebugSession;
}

export class TensorStops implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TensorStop>();
  private latestStop: TensorStop | undefined;

  /** Fires on a new stop, when the run goes on from it, and when its session ends. */
  readonly onDidChange = this.changed.event;

  get latest(): TensorStop | undefined {
    return this.latestStop;
  }

  /** Takes in a message from the debug adapter of a session. */
  receive(session: vscode.DebugSession, message: unknown): void {
    const before = this.latestStop?.session.id === session.id ? this.latestStop : undefined;
    const after = afterMessage(before, message);
    if (after && after !== before) {
      this.update({ session, ...after });
    }
  }

  end(session: vscode.DebugSession): void {
    if (this.latestStop?.session.id === session.id && this.latestStop.status !== 'ended') {
      this.update({ ...this.latestStop, status: 'ended' });
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private update(stop: TensorStop): void {
    this.latestStop = stop;
    void vscode.commands.executeCommand('setContext', hasTensorStopKey, true);
    this.changed.fire(stop);
  }
}
