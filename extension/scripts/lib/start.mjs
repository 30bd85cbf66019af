// npm start [-- --terminal [SAMPLE]] [--embedded]: from a fresh clone to a debugger on a failing training.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openEmbeddedEditor, openLocalEditor } from './editor.mjs';
import { ensureNodePackages } from './node-packages.mjs';
import { PYTHON, ROOT, SAMPLES } from './paths.mjs';
import { ensurePython } from './python.mjs';
import { runInherit } from './steps.mjs';

const DEFAULT_SAMPLE = 'log-of-zero';

/** Resolves to the exit code. */
export async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { terminal: { type: 'boolean' }, embedded: { type: 'boolean' } },
  });
  await ensurePython();
  if (values.terminal) {
    return runInTerminal(positionals[0] ?? DEFAULT_SAMPLE);
  }
  await ensureNodePackages();
  if (values.embedded || !(await openLocalEditor())) {
    await openEmbeddedEditor();
  }
  return 0;
}

/** Exit code 3 of `keras-debug run` says that something was found: for a sample that is what should happen. */
async function runInTerminal(sample) {
  const script = path.join(SAMPLES, sample, 'train.py');
  console.log(`keras-debug run ${path.relative(ROOT, script)}\n`);
  const code = await runInherit(PYTHON, ['-m', 'pyadapter', 'run', script], {
    cwd: ROOT,
    env: quietEnvironment(),
  });
  return code === 3 ? 0 : code;
}

/** TensorFlow's start-up messages would bury the report. */
function quietEnvironment() {
  return { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env };
}
