/** Comparing two runs needs both of them on disk: first each is recorded, then they are compared. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { activeScript, hasActiveScript } from './activeScript';
import { type Terminals } from './terminals';
import { compare, type Execution, record } from './trials';

const extension = 'jsonl';
const filters = { 'Recorded runs': [extension] };

type Choice = vscode.QuickPickItem & { readonly choose: () => Promise<void> };

/** Asks what shall be done, and does it; a script is needed to record a run, not to compare two. */
export async function compareRuns(terminals: Terminals, chosen?: vscode.Uri): Promise<void> {
  const script = chosen || hasActiveScript() ? await activeScript(chosen) : undefined;
  const choices = [...(script ? recordings(terminals, script) : []), comparison(terminals)];
  const picked = await vscode.window.showQuickPick(choices, { title: 'Compare Two Runs' });
  await picked?.choose();
}

function recordings(terminals: Terminals, script: vscode.TextDocument): readonly Choice[] {
  const name = path.basename(script.fileName);
  const choose = (execution: Execution) => async (): Promise<void> => {
    const file = await vscode.window.showSaveDialog({
      title: 'Where shall the recorded run be kept?',
      saveLabel: 'Record',
      defaultUri: script.uri.with({
        path: script.uri.path.replace(/(\.py)?$/, `.${execution}.${extension}`),
      }),
      filters,
    });
    if (file) {
      await terminals.run(record(script.fileName, file.fsPath, execution), script.uri);
    }
  };
  return [
    {
      label: `$(record) Record a run of ${name}…`,
      detail:
        'Twice: before and after a change, or once of each script. Ops run one by one, and are watched.',
      choose: choose('eager'),
    },
    {
      label: `$(zap) Record a run of ${name} as it is…`,
      detail: 'In graphs, compiled where the script says so; nothing else is watched.',
      choose: choose('plain'),
    },
  ];
}

function comparison(terminals: Terminals): Choice {
  return {
    label: '$(diff) Compare two recorded runs…',
    detail: 'Finds the first step and the first layer where they part.',
    choose: async () => {
      const first = await recordedRun('The first run', 'Select');
      const second =
        first && (await recordedRun(`The run to compare with ${path.basename(first.fsPath)}`, 'Compare'));
      if (first && second) {
        await terminals.run(compare(first.fsPath, second.fsPath), first);
      }
    },
  };
}

async function recordedRun(title: string, openLabel: string): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({ title, openLabel, filters });
  return files?.[0];
}
