// extension/shared/generated/kinds.ts: the kinds of findings and the fields of conditions, from pyadapter/core.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { format } from './format.mjs';
import { PYTHON, ROOT } from '../lib/paths.mjs';

const HEADER =
  '// Kinds and fields, written by `npm run generate` from pyadapter/core/{kinds,condition}.py. Do not edit.';

const DECLARATION = `import { type CheckConditionArguments, type Kind } from './protocol';

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
from pyadapter.core.condition import FIELDS_OF
from pyadapter.core.kinds import KINDS
fields = {over: [*names] for over, names in FIELDS_OF.items()}
print(json.dumps({'kinds': [dataclasses.asdict(entry) for entry in KINDS], 'fields': fields}))
`;

/** Returns the text of the module. */
export async function kinds() {
  const env = { ...process.env, PYTHONUTF8: '1' };
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', PROGRAM], { cwd: ROOT, env });
  const { kinds: entries, fields } = JSON.parse(stdout);
  const table = entries.map(({ kind, label, description, value, example }) => ({
    kind,
    label,
    description,
    value,
    example,
  }));
  const constants = `export const kinds: readonly KindDescription[] = ${JSON.stringify(table)};

/** The names that a condition can use, by what it is over. */
export const fields: Readonly<Record<CheckConditionArguments['over'], readonly string[]>> = ${JSON.stringify(fields)};`;
  return format('extension/shared/generated/kinds.ts', [HEADER, DECLARATION, constants].join('\n'));
}
