/** The status bar item of the run that is shown: epoch, step, speed, time left. */
import * as vscode from 'vscode';
import { type Progress } from '../../shared/generated/protocol';
import { progressTexts } from './progressText';
import { type Runs } from './runs';

export class ProgressItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'kerasDebug.progress',
    vscode.StatusBarAlignment.Left,
    // To the right of VS Code's own items about debugging.
    -1,
  );
  private readonly subscriptions: readonly vscode.Disposable[];
  private progress: Progress | undefined;
  private session: string | undefined;

  /** `command` shows the course of the training. */
  constructor(
    private readonly runs: Runs,
    command: string,
  ) {
    this.item.name = 'Keras training';
    this.item.command = command;
    this.subscriptions = [
      runs.onDidProgress((progress) => {
        this.progress = progress;
        this.session = runs.current?.session.id;
        this.show();
      }),
      runs.onDidChange(() => {
        this.show();
      }),
    ];
  }

  dispose(): void {
    this.item.dispose();
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private show(): void {
    const { current } = this.runs;
    if (this.session !== current?.session.id) {
      this.progress = undefined;
    }
    const texts = current && progressTexts(this.progress, current.status);
    if (!texts) {
      this.item.hide();
      return;
    }
    this.item.text = texts.text;
    this.item.tooltip = texts.tooltip;
    this.item.accessibilityInformation = {
      label: `Keras training: ${texts.text.replace(/^\$\(.+?\) /, '')}`,
    };
    this.item.show();
  }
}
