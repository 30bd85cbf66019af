/** Comparing two runs needs both of them on disk: first each is recorded, then they are compared. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { activeScript, hasActiveScript } from './activeScript';
import { chooseRun, filters, recordedRuns } from './recordedRuns';
import { freeFile } from './recording';
import { type Terminals } from './terminals';
import { compare, type Execution, record } from './trials';

const title = 'Compare Two Runs';
const otherFiles = 'Choose Files…';

type Choice = vscode.QuickPickItem & { readonly choose: () => Promise<void> };

/** Asks what shall be done, and does it; a script is needed to record a run, not to compare two. */
export async function compareRuns(terminals: Terminals, chosen?: vscode.Uri): Promise<void> {
  if (!chosen && !hasActiveScript()) {
    await compareRecorded(terminals);
    return;
  }
  const script = await activeScript(chosen);
  if (script) {
    const choices = [...recordings(terminals, script), comparison(terminals)];
    const picked = await vscode.window.showQuickPick(choices, { title });
    await picked?.choose();
  }
}

function recordings(terminals: Terminals, script: vscode.TextDocument): readonly Choice[] {
  const name = path.basename(script.fileName);
  const choose = (execution: Execution) => async (): Promise<void> => {
    const file = await vscode.window.showSaveDialog({
      title: 'Where shall the recorded run be kept?',
      saveLabel: 'Record',
      defaultUri: vscode.Uri.file(freeFile(script.fileName, execution, existsSync)),
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
    choose: () => compareRecorded(terminals),
  };
}

async function compareRecorded(terminals: Terminals): Promise<void> {
  const runs = await recordedRuns();
  if (runs.length < 2) {
    const how = 'Record two with this command, from the script that trains; then compare them.';
    const there =
      runs.length === 0 ? 'This workspace has no recorded run yet.' : 'This workspace has one recorded run.';
    if ((await vscode.window.showInformationMessage(`${there} ${how}`, otherFiles)) !== otherFiles) {
      return;
    }
  }
  const first = await chooseRun(runs, title, 'The first run');
  if (!first) {
    return;
  }
  const others = runs.filter(({ file }) => file.fsPath !== first.fsPath);
  const second = await chooseRun(others, title, `The run to compare with ${path.basename(first.fsPath)}`);
  if (second) {
    await terminals.run(compare(first.fsPath, second.fsPath), first);
  }
}
