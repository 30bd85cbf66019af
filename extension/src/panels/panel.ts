/** One editor panel: opened once, reused across stops and sessions, restored with the window. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  type PanelMessages,
  type PanelName,
  type PanelRequest,
  type PanelState,
  type PanelSubject,
} from '../../shared/generated/protocol';
import { type Run, type Runs } from '../debug/runs';
import { fromPage, type FromPage, respond } from './messages';
import { page } from './page';
import { panels } from './panelNames';

/** Longer than the adapter's own budget for statistics; only a script that hangs takes so long. */
const answerTimeout = 20_000;

/** What a panel hands on: all that pages send but their questions. */
export type Notice = Exclude<FromPage, PanelRequest | { type: 'ready' | 'failed' }>;

export class Panel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private subject: PanelSubject = {};
  /** What a reloaded window remembers of a stop whose session is gone. */
  private restored: PanelState | undefined;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    readonly name: PanelName,
    private readonly extensionUri: vscode.Uri,
    private readonly runs: Runs,
    private readonly onNotice: (notice: Notice) => Promise<void>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      // At once: the page must know of a stop before anything is answered from it.
      runs.onDidChange(() => {
        this.post(this.state());
      }),
      runs.onDidProgress((progress) => {
        // Each one makes a page ask: not for nobody.
        if (this.panel?.visible) {
          this.post({ type: 'progress', progress });
        }
      }),
      vscode.window.registerWebviewPanelSerializer(panels[name].viewType, this),
    ];
  }

  /** Shows the panel beside the code, and leaves the focus in the code unless the user has asked for the panel. */
  reveal(preserveFocus: boolean, subject?: PanelSubject): void {
    this.subject = subject ?? this.subject;
    if (this.panel) {
      this.panel.reveal(undefined, preserveFocus);
      this.post(this.state());
      return;
    }
    const { viewType, title } = panels[this.name];
    const where = { viewColumn: columnForPanels(), preserveFocus };
    // Once the run has gone on, what the page holds is all that is left of the stop.
    const options = { retainContextWhenHidden: true };
    this.attach(vscode.window.createWebviewPanel(viewType, title, where, options));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (this.panel) {
      panel.dispose();
      return Promise.resolve();
    }
    const told = (state as { readonly told?: PanelState } | undefined)?.told;
    this.restored = told && { ...told, status: 'ended', atStop: false };
    this.subject = told?.subject ?? {};
    this.attach(panel);
    return Promise.resolve();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.panel?.dispose();
  }

  private attach(panel: vscode.WebviewPanel): void {
    const root = vscode.Uri.joinPath(this.extensionUri, 'extension', 'dist', 'webview');
    const { webview } = panel;
    this.panel = panel;
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    webview.onDidReceiveMessage((message) => this.onMessage(panel, message));
    panel.onDidDispose(() => {
      this.panel = undefined;
      // The next one is about what is asked for then.
      this.subject = {};
      this.restored = undefined;
    });
    const resource = (suffix: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(root, `${this.name}.${suffix}`)).toString();
    webview.html = page({
      title: panels[this.name].title,
      nonce: randomBytes(16).toString('base64url'),
      script: resource('js'),
      style: resource('css'),
      source: webview.cspSource,
    });
  }

  private state(): PanelState {
    const { current } = this.runs;
    if (!current) {
      const nothing = { pause: 0, status: 'ended', stop: null, atStop: false } as const;
      return { type: 'show', ...(this.restored ?? nothing), subject: this.subject };
    }
    const { pause, status, stop, atStop, hints, rewind } = current;
    const known = { pause, status, stop, atStop, hints: [...hints], ...(rewind && { rewind }) };
    return { type: 'show', ...known, subject: this.subject };
  }

  private async onMessage(panel: vscode.WebviewPanel, raw: unknown): Promise<void> {
    const message = fromPage(raw);
    if (!message) {
      this.log.warn(`The page ${this.name} sent a message that nobody knows.`);
      return;
    }
    if (message.type === 'ready') {
      this.post(this.state());
    } else if (message.type === 'request') {
      await this.answer(panel, message);
    } else if (message.type === 'failed') {
      this.log.error(`The page ${this.name} failed: ${message.message}`);
    } else {
      await this.onNotice(message);
    }
  }

  private async answer(panel: vscode.WebviewPanel, request: PanelRequest): Promise<void> {
    const { current } = this.runs;
    const response = await respond(
      request,
      async (command, args) => {
        if (!current || !canAnswer(current, command)) {
          throw new Error('The run has gone on: this can no longer be read.');
        }
        return current.session.customRequest(command, await withFrame(args));
      },
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

/** With the panels that are open already, as tabs; the first one stands beside the code. */
function columnForPanels(): vscode.ViewColumn {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('kerasDebug.'),
    ),
  );
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}

function canAnswer({ status }: Run, command: PanelRequest['command']): boolean {
  return status === 'stopped' || (status === 'running' && command === 'keras/training');
}

/** An expression without a frame means the frame that is selected in CALL STACK. */
async function withFrame(args: object): Promise<object> {
  const { reference } = args as {
    readonly reference?: { readonly type?: string; readonly frameId?: number };
  };
  if (reference?.type !== 'expression' || reference.frameId !== undefined) {
    return args;
  }
  const frame = await selectedFrame();
  return frame ? { ...args, reference: { ...reference, frameId: frame.frameId } } : args;
}

/** At a pause VS Code reads the stack first, and selects a frame then. */
const patienceForFrame = 2_000;

function selectedFrame(): Promise<vscode.DebugStackFrame | undefined> {
  const { activeStackItem, onDidChangeActiveStackItem } = vscode.debug;
  if (activeStackItem instanceof vscode.DebugStackFrame) {
    return Promise.resolve(activeStackItem);
  }
  return new Promise((resolve) => {
    const found = (frame?: vscode.DebugStackFrame): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(frame);
    };
    const timer = setTimeout(found, patienceForFrame);
    const listening = onDidChangeActiveStackItem((item) => {
      if (item instanceof vscode.DebugStackFrame) {
        found(item);
      }
    });
  });
}
