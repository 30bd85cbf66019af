// Python environments as users have them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { PYTHON, venvProgram } from '../../../extension/scripts/lib/paths.mjs';

/** What a training does not need, and what must come with the extension. */
const LEFT_OUT =
  /^(debugpy|_pydevd|pydevd|keras_debug|pyadapter|pytest|_pytest|mypy|ruff|hypothesis|pip|__pycache__)/;

/** A virtual environment without any package. */
export function createBareEnvironment(folder: string): string {
  execFileSync(PYTHON, ['-m', 'venv', '--without-pip', folder]);
  return venvProgram(folder, 'python');
}

/**
 * A virtual environment that holds TensorFlow, Keras and what they need, but no debugpy: links to the
 * packages in the project's own .venv, because a copy would be 2 GB.
 */
export function createTrainingEnvironment(folder: string): string {
  const source = sitePackages(PYTHON);
  const target = sitePackages(createBareEnvironment(folder));
  for (const name of fs.readdirSync(source).filter((entry) => !LEFT_OUT.test(entry))) {
    fs.symlinkSync(path.join(source, name), path.join(target, name), 'junction');
  }
  return folder;
}

function sitePackages(python: string): string {
  const code = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-c', code], { encoding: 'utf8' }).trim();
}
