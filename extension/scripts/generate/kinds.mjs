// extension/shared/generated/kinds.ts: the kinds of findings, from the one table of them in pyadapter/core.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { format } from './format.mjs';
import { PYTHON, ROOT } from '../lib/paths.mjs';

const HEADER =
  '// The kinds of findings, written by `npm run generate` from pyadapter/core/kinds.py. Do not edit.';

const DECLARATION = `import { type Kind } from './protocol';

/** A kind as a breakpoint: what a person reads of it. */
export interface KindDescription {
  readonly kind: Kind;
  /** The group first, at most 30 characters. */
  readonly label: string;
  /** When it stops, one sentence. */
  readonly description: string;
  /** What the number of such a finding is; empty where it has none. */
  readonly value: string;
  /** A condition. */
  readonly example: string;
}
`;

const PROGRAM = `
import dataclasses, json
from pyadapter.core.kinds import KINDS
print(json.dumps([dataclasses.asdict(entry) for entry in KINDS]))
`;

/** Returns the text of the module. */
export async function kinds() {
  const env = { ...process.env, PYTHONUTF8: '1' };
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', PROGRAM], { cwd: ROOT, env });
  const table = JSON.parse(stdout).map(({ kind, label, description, value, example }) => ({
    kind,
    label,
    description,
    value,
    example,
  }));
  const constant = `export const kinds: readonly KindDescription[] = ${JSON.stringify(table)};`;
  return format('extension/shared/generated/kinds.ts', [HEADER, DECLARATION, constant].join('\n'));
}
