/** Keeps the language server going: started with the first Python file, by the interpreter that debugs. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { commands, settings } from '../contributions';
import { type Interpreters } from '../python/interpreters';
import { onDidSelectInterpreter } from '../python/pythonExtension';
import { Crashes } from './crashes';

const restart = 'Restart';
const showLog = 'Show Log';
const name = 'Keras Debug: language server';

export class LanguageServer implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private crashes = new Crashes();
  /** Starts and stops come one after the other. */
  private turn: Promise<void> = Promise.resolve();
  private readonly subscriptions: vscode.Disposable[];
  private readonly watcher: vscode.FileSystemWatcher;

  /** @param records folder of what runs leave behind. */
  constructor(
    private readonly extensionPath: string,
    private readonly interpreters: Interpreters,
    private readonly records: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const { workspace } = vscode;
    this.watcher = workspace.createFileSystemWatcher(new vscode.RelativePattern(records, '*.json'));
    this.subscriptions = [
      this.watcher,
      workspace.onDidOpenTextDocument((document) => {
        if (document.languageId === 'python' && !this.client) {
          this.start();
        }
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.start();
      }),
      workspace.onDidChangeConfiguration((event) => {
        const keys = [settings.python, settings.languageServer];
        if (keys.some((key) => event.affectsConfiguration(`${settings.section}.${key}`))) {
          this.restart();
        }
      }),
      onDidSelectInterpreter(() => {
        this.restart();
      }),
    ];
    this.start();
  }

  /** Begins anew, whatever there was. */
  restart(): void {
    this.crashes = new Crashes();
    this.stop();
    this.start();
  }

  /** The documentation of a check, as Markdown. */
  async explain(code: string): Promise<string | undefined> {
    const answer = await this.client?.sendRequest<{ markdown: string }>('keras/explainCheck', { code });
    return answer?.markdown;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.stop();
  }

  private start(): void {
    this.turn = this.turn
      .then(async () => this.starting())
      .catch((error: unknown) => {
        this.log.error('The language server did not start.', error);
      });
  }

  private stop(): void {
    this.turn = this.turn
      .then(async () => {
        const { client } = this;
        this.client = undefined;
        await client?.dispose();
      })
      .catch((error: unknown) => {
        this.log.warn('The language server did not end as it should.', error);
      });
  }

  private async starting(): Promise<void> {
    const { workspace } = vscode;
    const wanted = workspace.getConfiguration(settings.section).get<boolean>(settings.languageServer, true);
    const python = workspace.textDocuments.some(({ languageId }) => languageId === 'python');
    if (this.client || !wanted || !python || !workspace.isTrusted) {
      return;
    }
    const folder = workspace.workspaceFolders?.[0];
    const { command, problem } = await this.interpreters.choose({
      folder,
      attribute: undefined,
      env: process.env,
      training: false,
    });
    if (!command || problem) {
      this.log.warn(`No language server: ${problem?.message ?? 'no Python was found.'}`);
      return;
    }
    const args = [...command.options, path.join(this.extensionPath, 'pyadapter'), 'language-server'];
    const client = new LanguageClient(
      'kerasDebug.language',
      name,
      { command: command.executable, args, transport: TransportKind.stdio, options: { env: environment() } },
      this.options(),
    );
    this.client = client;
    await client.start();
    this.log.info(`Language server: ${[command.executable, ...args].join(' ')}`);
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: 'file', language: 'python' },
        { scheme: 'untitled', language: 'python' },
        { notebook: '*', language: 'python' },
      ],
      initializationOptions: { records: this.records.fsPath },
      outputChannel: this.log,
      synchronize: { fileEvents: this.watcher },
      errorHandler: this.errorHandler(),
      markdown: { supportHtml: false },
    };
  }

  private errorHandler(): ErrorHandler {
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: (): CloseHandlerResult => {
        if (this.crashes.again(Date.now())) {
          this.log.warn('The language server ended unexpectedly, and is started again.');
          return { action: CloseAction.Restart, handled: true };
        }
        void this.giveUp();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private async giveUp(): Promise<void> {
    const answer = await vscode.window.showErrorMessage(
      'The Keras language server has ended again and again. Debugging goes on without it.',
      restart,
      showLog,
    );
    if (answer === restart) {
      this.restart();
    } else if (answer === showLog) {
      await vscode.commands.executeCommand(commands.showLog);
    }
  }
}

/** What is set for scripts, as PYTHONPATH or PYTHONSTARTUP, is not for the server. */
function environment(): NodeJS.ProcessEnv {
  const forScripts = new Set(['PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP']);
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !forScripts.has(key)));
}
