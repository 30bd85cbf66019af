/** All panels: what opens them, and what their pages ask to be done. */
import * as vscode from 'vscode';
import { type PanelName, type PanelSubject } from '../../shared/generated/protocol';
import { type StopActions } from '../breakpoints/stopActions';
import { type Runs, type TensorStop } from '../debug/runs';
import { isRewindAction } from '../rewind/offers';
import { type Rewinding } from '../rewind/rewinding';
import { exportTensor } from './exportTensor';
import { openLocation } from './openLocation';
import { type Notice, Panel } from './panel';
import { panelNames, panels } from './panelNames';

export class Panels implements vscode.Disposable {
  private readonly panels: ReadonlyMap<PanelName, Panel>;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    extensionUri: vscode.Uri,
    private readonly runs: Runs,
    private readonly actions: StopActions,
    private readonly rewinding: Rewinding,
    log: vscode.LogOutputChannel,
  ) {
    const onNotice = (notice: Notice): Promise<void> => this.onNotice(notice);
    this.panels = new Map(
      panelNames.map((name) => [name, new Panel(name, extensionUri, runs, onNotice, log)]),
    );
    this.subscriptions = [
      ...this.panels.values(),
      runs.onDidStop((stop) => {
        void this.onStop(stop);
      }),
      ...panelNames.map((name) =>
        vscode.commands.registerCommand(panels[name].command, () => {
          this.open(name);
        }),
      ),
    ];
  }

  /** Opens a panel, because the user asks for it. */
  open(name: PanelName, subject?: PanelSubject): void {
    this.panels.get(name)?.reveal(false, subject);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private async onStop(stop: TensorStop): Promise<void> {
    const open: unknown = stop.session.configuration['openPanelOnStop'];
    if (open !== false) {
      await showCode(stop);
      this.panels.get('tensorStop')?.reveal(true);
    }
  }

  private async onNotice(notice: Notice): Promise<void> {
    switch (notice.type) {
      case 'copy':
        await vscode.env.clipboard.writeText(notice.text);
        break;
      case 'openLocation':
        await openLocation(notice.location);
        break;
      case 'action':
        await (isRewindAction(notice.action)
          ? this.rewinding.run(notice.action)
          : this.actions.run(notice.action));
        break;
      case 'open':
        this.open(notice.panel, notice.subject);
        break;
      case 'export':
        await exportTensor(this.runs.current, notice.handle, notice.name);
    }
  }
}

/** With no editor open there is nothing to be beside: VS Code would then open the code over the panel. */
async function showCode({ stop }: TensorStop): Promise<void> {
  const location = stop.finding.location;
  if (location && vscode.window.visibleTextEditors.length === 0) {
    await openLocation(location);
  }
}
