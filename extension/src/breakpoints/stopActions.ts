/** What the user does about a tensor stop, from the panel or by a command. */
import * as vscode from 'vscode';
import { type PanelAction } from '../../shared/generated/protocol';
import { stopActionKeys } from '../contributions';
import { type TensorStop, type TensorStops } from '../debug/tensorStops';
import { settingFor, type StopAction } from './afterStop';
import { type KerasSessions } from './kerasSessions';
import { type TensorBreakpoints } from './tensorBreakpoints';

export class StopActions {
  constructor(
    private readonly stops: TensorStops,
    private readonly breakpoints: TensorBreakpoints,
    private readonly sessions: KerasSessions,
  ) {
    stops.onDidChange(() => {
      this.tellAvailable();
    });
  }

  /** Ignoring goes on, too: there is nothing more to look at. Stopping earlier is for the next run. */
  async run(action: PanelAction['action']): Promise<void> {
    const { current } = this.stops;
    if (!current) {
      return;
    }
    const setting = action === 'continue' ? undefined : settingFor(action, current.stop.finding);
    if (setting) {
      this.breakpoints.add(setting);
      await this.sessions.told();
    }
    if (action !== 'stopEarlier' && current.status === 'stopped') {
      await goOn(current);
    }
  }

  private tellAvailable(): void {
    const finding = this.stops.current?.stop.finding;
    for (const [action, key] of Object.entries(stopActionKeys)) {
      const available = finding !== undefined && settingFor(action as StopAction, finding) !== undefined;
      void vscode.commands.executeCommand('setContext', key, available);
    }
  }
}

/** By VS Code's command, so that its own views know of it; that names threads in this way. */
async function goOn({ session, stop }: TensorStop): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.debug.continue', {
    sessionId: session.id,
    threadId: `thread:${session.id}:${stop.threadId}`,
  });
}
