/** The editor panel of the current tensor stop: one, reused across stops and sessions. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type PanelMessages, type PanelRequest, type PanelState } from '../../shared/generated/protocol';
import { type StopActions } from '../breakpoints/stopActions';
import { panelViewType } from '../contributions';
import { type TensorStop, type TensorStops } from '../debug/tensorStops';
import { fromPage, respond } from './messages';
import { openLocation } from './openLocation';
import { page } from './page';

const title = 'Keras: tensor stop';

/** Longer than the adapter's own budget for statistics; only a script that hangs takes so long. */
const answerTimeout = 20_000;

export class TensorStopPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** What a reloaded window remembers of a stop whose session is gone. */
  private restored: PanelState | undefined;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly stops: TensorStops,
    private readonly actions: StopActions,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      // At once: the page must know of a stop before anything is answered from it.
      stops.onDidChange(() => {
        this.post(this.state());
      }),
      stops.onDidStop((stop) => {
        void this.onStop(stop);
      }),
    ];
  }

  /** Shows the panel beside the code, and leaves the focus in the code unless the user has asked for the panel. */
  reveal(preserveFocus: boolean): void {
    if (this.panel) {
      this.panel.reveal(undefined, preserveFocus);
      return;
    }
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
    // Once the run has gone on, what the page holds is all that is left of the stop.
    const options = { retainContextWhenHidden: true };
    this.attach(vscode.window.createWebviewPanel(panelViewType, title, where, options));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (this.panel) {
      panel.dispose();
      return Promise.resolve();
    }
    const stop = (state as { stop?: PanelState['stop'] } | undefined)?.stop ?? null;
    this.restored = { type: 'show', stop, status: 'ended' };
    this.attach(panel);
    return Promise.resolve();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.panel?.dispose();
  }

  private async onStop(stop: TensorStop): Promise<void> {
    const open: unknown = stop.session.configuration['openPanelOnStop'];
    if (open !== false) {
      await showCode(stop);
      this.reveal(true);
    }
  }

  private attach(panel: vscode.WebviewPanel): void {
    const root = vscode.Uri.joinPath(this.extensionUri, 'extension', 'dist', 'webview');
    const { webview } = panel;
    this.panel = panel;
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    webview.onDidReceiveMessage((message) => this.onMessage(panel, message));
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    const resource = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    webview.html = page({
      title,
      nonce: randomBytes(16).toString('base64url'),
      script: resource('tensorStop.js'),
      style: resource('tensorStop.css'),
      source: webview.cspSource,
    });
  }

  private state(): PanelState {
    const { current } = this.stops;
    return current
      ? { type: 'show', stop: current.stop, status: current.status }
      : (this.restored ?? { type: 'show', stop: null, status: 'ended' });
  }

  private async onMessage(panel: vscode.WebviewPanel, raw: unknown): Promise<void> {
    const message = fromPage(raw);
    switch (message?.type) {
      case 'ready':
        this.post(this.state());
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        break;
      case 'openLocation':
        await openLocation(message.location);
        break;
      case 'action':
        await this.actions.run(message.action);
        break;
      case 'request':
        await this.answer(panel, message);
        break;
      case undefined:
        this.log.warn('The panel sent a message that nobody knows.');
    }
  }

  private async answer(panel: vscode.WebviewPanel, request: PanelRequest): Promise<void> {
    const { current } = this.stops;
    const response = await respond(
      request,
      (command, args) =>
        current?.status === 'stopped'
          ? current.session.customRequest(command, args)
          : Promise.reject(new Error('The run has gone on: this tensor is no longer there.')),
      answerTimeout,
    );
    if (response.error !== undefined) {
      this.log.warn(`${request.command}: ${response.error}`);
    }
    // The numbers of another page's questions are not those of this one.
    if (this.panel === panel) {
      this.post(response);
    }
  }

  private post(message: PanelMessages['toPage']): void {
    void this.panel?.webview.postMessage(message);
  }
}

/** With no editor open there is nothing to be beside: VS Code would then open the code over the panel. */
async function showCode({ stop }: TensorStop): Promise<void> {
  const location = stop.finding.location;
  if (location && vscode.window.visibleTextEditors.length === 0) {
    await openLocation(location);
  }
}
