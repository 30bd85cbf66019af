/** Tensors that the user points at and that can be watched. */
import * as vscode from 'vscode';
import { ask } from '../debug/ask';
import { type Pointed } from '../debug/pointing';
import { type Candidate, type Found } from './questions';

export function candidate(pointed: Pointed): Candidate {
  return { name: pointed.name, find: () => find(pointed) };
}

async function find({ session, ...args }: Pointed): Promise<Found | undefined> {
  let why = `“${args.name}” cannot be watched.`;
  try {
    const body = await ask(session, 'keras/tensorTarget', args);
    if (body.target) {
      const { name, target, line } = body.target;
      return { setting: { type: 'tensor', name, target, changes: [] }, ...(line && { now: line }) };
    }
    why = body.why ?? why;
  } catch (error) {
    why += ` ${error instanceof Error ? error.message : String(error)}`;
  }
  void vscode.window.showWarningMessage(why);
  return undefined;
}
