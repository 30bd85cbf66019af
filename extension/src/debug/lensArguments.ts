/** What a code lens tells a command: the file as text, for the protocol knows no other, and what it stands above. */
import * as vscode from 'vscode';

export interface About {
  /** 0-based. */
  readonly line?: number;
  /** The class or the model. */
  readonly name?: string;
  /** The script that trains, where the file is a part of another one. */
  readonly program?: string;
}

/** The file that a command is about: of a menu, of a lens, or undefined for the active one. */
export function fileOf(given: vscode.Uri | string | undefined, about?: About): vscode.Uri | undefined {
  if (about?.program !== undefined) {
    return vscode.Uri.file(about.program);
  }
  return typeof given === 'string' ? vscode.Uri.parse(given) : given;
}
