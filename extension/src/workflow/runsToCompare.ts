/** Comparing two runs needs both of them on disk: first each is recorded, then they are compared. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { compare, type Execution, record, type Trial } from './trials';

const extension = 'jsonl';
const filters = { 'Recorded runs': [extension] };

type Choice = vscode.QuickPickItem & { readonly choose: () => Promise<Trial | undefined> };

/** Asks what shall be done; undefined when the user gives up. */
export async function chooseRuns(script: vscode.TextDocument): Promise<Trial | undefined> {
  const name = path.basename(script.fileName);
  const choices: readonly Choice[] = [
    {
      label: `$(record) Record a run of ${name}…`,
      detail:
        'Twice: before and after a change, or once of each script. Ops run one by one, and are watched.',
      choose: () => toRecord(script, 'eager'),
    },
    {
      label: `$(zap) Record a run of ${name} as it is…`,
      detail: 'In graphs, compiled where the script says so; nothing else is watched.',
      choose: () => toRecord(script, 'plain'),
    },
    {
      label: '$(diff) Compare two recorded runs…',
      detail: 'Finds the first step and the first layer where they part.',
      choose: toCompare,
    },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title: 'Compare Two Runs' });
  return picked?.choose();
}

async function toRecord(script: vscode.TextDocument, execution: Execution): Promise<Trial | undefined> {
  const proposed = script.uri.with({
    path: script.uri.path.replace(/(\.py)?$/, `.${execution}.${extension}`),
  });
  const file = await vscode.window.showSaveDialog({
    title: 'Where shall the recorded run be kept?',
    saveLabel: 'Record',
    defaultUri: proposed,
    filters,
  });
  return file && record(script.fileName, file.fsPath, execution);
}

async function toCompare(): Promise<Trial | undefined> {
  const first = await recordedRun('The first run');
  const second = first && (await recordedRun(`The run to compare with ${path.basename(first)}`));
  return second === undefined || first === undefined ? undefined : compare(first, second);
}

async function recordedRun(title: string): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({ title, openLabel: 'Compare', filters });
  return files?.[0]?.fsPath;
}
