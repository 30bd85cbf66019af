/** Listens to the sessions: what they say of their runs goes to the list of these, what a session can be told to that of the sessions, a broken adapter to the user. */
import * as vscode from 'vscode';
import { type KerasSessions } from '../breakpoints/kerasSessions';
import { commands } from '../contributions';
import { type Rewinding } from '../rewind/rewinding';
import { type Runs } from './runs';

const showLog = 'Show Log';

export class TrackerFactory implements vscode.DebugAdapterTrackerFactory {
  constructor(
    private readonly runs: Runs,
    private readonly sessions: KerasSessions,
    private readonly rewinding: Rewinding,
    private readonly log: vscode.LogOutputChannel,
    private readonly logFolder: string,
  ) {}

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker {
    // After the end of a session its adapter goes, too: no news.
    let stopping = false;
    return {
      onWillStartSession: () => {
        this.log.info(`Session "${session.name}" starts.`);
      },
      onWillReceiveMessage: (message) => {
        this.sessions.sent(message);
        this.rewinding.sent(message);
      },
      onDidSendMessage: (message: { readonly event?: string }) => {
        stopping ||= message.event === 'terminated';
        this.runs.receive(session, message);
        this.sessions.receive(session, message);
        this.rewinding.receive(message);
      },
      onWillStopSession: () => {
        stopping = true;
        this.end(session);
      },
      onError: (error) => {
        // The closing of the adapter's pipe at the end is told as an error, too.
        this.log[stopping ? 'debug' : 'error'](
          `Session "${session.name}": the connection to the debug adapter failed.`,
          error,
        );
      },
      onExit: (code, signal) => {
        this.end(session);
        if (!stopping && code !== 0) {
          const how = signal ?? (code === undefined ? 'unknown' : `code ${code}`);
          this.log.error(
            `Session "${session.name}": the debug adapter ended by itself (${how}). Its own log is in ${this.logFolder}.`,
          );
          void this.showFailure();
        }
      },
    };
  }

  private end(session: vscode.DebugSession): void {
    this.runs.end(session);
    this.sessions.end(session);
  }

  private async showFailure(): Promise<void> {
    const answer = await vscode.window.showErrorMessage(
      'Keras Debug ended unexpectedly. Start it again, and report it with the files that the log names.',
      showLog,
    );
    if (answer === showLog) {
      await vscode.commands.executeCommand(commands.showLog);
    }
  }
}
