/** What the user does about a tensor stop, from the panel or by a command. */
import * as vscode from 'vscode';
import { stopActionKeys } from '../contributions';
import { goOn } from '../debug/goOn';
import { type Runs } from '../debug/runs';
import { settingFor, type StopAction } from './afterStop';
import { type KerasSessions } from './kerasSessions';
import { type TensorBreakpoints } from './tensorBreakpoints';

export class StopActions {
  constructor(
    private readonly runs: Runs,
    private readonly breakpoints: TensorBreakpoints,
    private readonly sessions: KerasSessions,
  ) {
    runs.onDidChange(() => {
      this.tellAvailable();
    });
  }

  /** Ignoring goes on, too: there is nothing more to look at. Stopping earlier is for the next run. */
  async run(action: StopAction | 'continue'): Promise<void> {
    const { current } = this.runs;
    if (!current?.stop) {
      return;
    }
    const setting = action === 'continue' ? undefined : settingFor(action, current.stop.finding);
    if (setting) {
      this.breakpoints.add(setting);
      await this.sessions.told();
    }
    if (action !== 'stopEarlier' && current.atStop) {
      await goOn(current.session, current.stop.threadId);
    }
  }

  private tellAvailable(): void {
    const finding = this.runs.current?.stop?.finding;
    for (const [action, key] of Object.entries(stopActionKeys)) {
      const available = finding !== undefined && settingFor(action as StopAction, finding) !== undefined;
      void vscode.commands.executeCommand('setContext', key, available);
    }
  }
}
