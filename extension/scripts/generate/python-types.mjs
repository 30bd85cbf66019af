// pyadapter/protocol/generated.py: TypedDicts that import nothing but the standard library.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ROOT, SCHEMA, PYTHON } from '../lib/paths.mjs';

const HEADER = '"""Wire types, written by `npm run generate` from schema.json. Do not edit."""';

// The probe is a guest in Python 3.10 environments, where NotRequired needs a package. The annotations are
// never evaluated (`from __future__ import annotations`), so only type checkers need the name.
const IMPORT = 'from typing_extensions import NotRequired\n';
const GUARDED = 'if TYPE_CHECKING:\n    from typing_extensions import NotRequired\n';

/** Returns the text of the module. */
export async function pythonTypes() {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'keras-debug-'));
  const output = path.join(folder, 'generated.py');
  const options = ['--input-file-type', 'jsonschema', '--output-model-type', 'typing.TypedDict'];
  options.push('--target-python-version', '3.10', '--formatters', 'builtin', '--disable-timestamp');
  options.push('--use-schema-description', '--use-double-quotes', '--custom-file-header', HEADER);
  try {
    await promisify(execFile)(
      PYTHON,
      ['-m', 'datamodel_code_generator', '--input', SCHEMA, '--output', output, ...options],
      { cwd: ROOT, env: { ...process.env, PYTHONUTF8: '1' } },
    );
    return guardImports((await fs.readFile(output, 'utf8')).replaceAll('\r\n', '\n'));
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

function guardImports(text) {
  if (!text.includes('from __future__ import annotations\n') || !text.includes(IMPORT)) {
    throw new Error('datamodel-code-generator writes its imports differently now: adapt python-types.mjs');
  }
  return text.replace(IMPORT, GUARDED).replace('from typing import ', 'from typing import TYPE_CHECKING, ');
}
