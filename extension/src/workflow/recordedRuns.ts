/** The recorded runs of the workspace, and the choice of one of them. */
import { open } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { extension, type Recording, recordingOf } from './recording';

export const filters = { 'Recorded runs': [extension] };

/** Files of data have the same ending: only so many are looked into, and only at their beginnings. */
const mostFiles = 1000;
const headerBytes = 4096;

export interface RecordedRun extends Recording {
  readonly file: vscode.Uri;
  readonly writtenAt: number;
}

/** The last one first. */
export async function recordedRuns(): Promise<readonly RecordedRun[]> {
  const files = await vscode.workspace.findFiles(
    `**/*.${extension}`,
    '**/{.venv,venv,node_modules,site-packages}/**',
    mostFiles,
  );
  const runs = await Promise.all(files.filter(({ scheme }) => scheme === 'file').map(readRun));
  return runs.filter((run) => run !== undefined).sort((one, other) => other.writtenAt - one.writtenAt);
}

async function readRun(file: vscode.Uri): Promise<RecordedRun | undefined> {
  try {
    const handle = await open(file.fsPath);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
      const recording = recordingOf(buffer.toString('utf8', 0, bytesRead));
      return recording && { ...recording, file, writtenAt: (await handle.stat()).mtimeMs };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined; // it cannot be read, or was deleted just now
  }
}

/** Asks for one of them, or for a file anywhere. */
export async function chooseRun(
  runs: readonly RecordedRun[],
  title: string,
  placeHolder: string,
): Promise<vscode.Uri | undefined> {
  const elsewhere = { label: '$(folder-opened) Another file…', file: undefined };
  const items = [...runs.map(itemOf), elsewhere];
  const picked =
    runs.length > 0 ? await vscode.window.showQuickPick(items, { title, placeHolder }) : elsewhere;
  if (picked !== elsewhere) {
    return picked?.file;
  }
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const files = await vscode.window.showOpenDialog({
    title: `${title}: ${placeHolder}`,
    openLabel: 'Choose',
    filters,
    ...(defaultUri && { defaultUri }),
  });
  return files?.[0];
}

function itemOf({
  file,
  script,
  execution,
  writtenAt,
}: RecordedRun): vscode.QuickPickItem & { file: vscode.Uri } {
  const folder = path.dirname(vscode.workspace.asRelativePath(file));
  const written = new Date(writtenAt).toLocaleString();
  return {
    label: path.basename(file.fsPath),
    description: folder === '.' ? '' : folder,
    detail: `${path.basename(script)}, ${execution}, recorded ${written}`,
    file,
  };
}
