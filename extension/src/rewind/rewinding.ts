/** Training at full speed while it is paused: what can be run again, and how the user has it run again. */
import * as vscode from 'vscode';
import { type RewindArguments, type RewoundEvent } from '../../shared/generated/protocol';
import { canRewindKey, debugType, replaysKey } from '../contributions';
import { ask } from '../debug/ask';
import { replays } from '../debug/defaults';
import { goOn } from '../debug/goOn';
import { type Run, type Runs } from '../debug/runs';
import { type RewindAction } from './offers';
import { askHow } from './questions';
import { saveFirst, warnOfUnsaved } from './unsaved';

/** How long the status bar tells what came of it; the Debug Console keeps it. */
const shownMilliseconds = 20_000;

/** VS Code's own buttons that run the step again. */
const buttons: ReadonlySet<unknown> = new Set(['restartFrame', 'stepBack', 'reverseContinue']);

export class Rewinding {
  /** The pause that was asked for last. */
  private asked: number | undefined;

  constructor(
    private readonly runs: Runs,
    private readonly log: vscode.LogOutputChannel,
  ) {
    runs.onDidChange(() => {
      this.follow();
    });
  }

  async run(action: RewindAction): Promise<void> {
    const { current } = this.runs;
    if (current?.rewind?.steps === undefined) {
      const why = current?.rewind?.problem ?? 'Only a step of training at full speed can be run again.';
      void vscode.window.showInformationMessage(why);
      return;
    }
    if (action === 'skipUpdate') {
      await this.attempt(() => skipUpdate(current));
      return;
    }
    const finding = current.atStop ? current.stop?.finding : undefined;
    const how = action === 'rewind' ? await askHow(current.rewind, finding) : { steps: 0 };
    if (how && (await saveFirst())) {
      await this.attempt(() => ask(current.session, 'keras/rewind', how satisfies RewindArguments));
    }
  }

  async pauseAtNextStep(): Promise<void> {
    const { current } = this.runs;
    if (current && replays(current.session.configuration)) {
      await this.attempt(async () => {
        const { armed } = await ask(current.session, 'keras/pauseAtNextStep', {});
        const said = armed ? 'Pauses at the next step.' : 'Nothing is trained at full speed just now.';
        vscode.window.setStatusBarMessage(said, 5_000);
      });
    }
  }

  /** Takes in a message to a debug adapter. */
  sent(message: unknown): void {
    const { type, command } = message as Record<string, unknown>;
    if (type === 'request' && buttons.has(command)) {
      warnOfUnsaved();
    }
  }

  /** Takes in a message from a debug adapter. */
  receive(message: unknown): void {
    const { event, body } = message as { readonly event?: string; readonly body?: RewoundEvent };
    if (event === 'keras/rewound' && body) {
      vscode.window.setStatusBarMessage(`$(history) ${body.message}`, shownMilliseconds);
    }
  }

  private follow(): void {
    const { current } = this.runs;
    const able =
      current !== undefined && current.status !== 'ended' && replays(current.session.configuration);
    setContext(replaysKey, able);
    setContext(canRewindKey, current?.rewind?.steps !== undefined);
    if (able && current.status === 'stopped' && !current.rewind && this.asked !== current.pause) {
      this.asked = current.pause;
      void this.tell(current);
    }
  }

  private async tell(run: Run): Promise<void> {
    try {
      this.runs.offerRewind(run, await ask(run.session, 'keras/rewindState', {}));
    } catch (error) {
      // It has gone on, or it stands before TensorFlow is there.
      this.log.debug(`Session "${run.session.name}": what can be run again is not known.`, error);
    }
  }

  private async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }
}

async function skipUpdate({ session, atStop, stop }: Run): Promise<void> {
  await ask(session, 'keras/skipUpdate', { skip: true });
  const threadId = atStop ? stop?.threadId : selectedThread(session);
  await (threadId === undefined
    ? vscode.commands.executeCommand('workbench.action.debug.continue')
    : goOn(session, threadId));
}

function selectedThread(session: vscode.DebugSession): number | undefined {
  const item = vscode.debug.activeStackItem;
  return item?.session.type === debugType && item.session.id === session.id ? item.threadId : undefined;
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
