// The virtual environment in .venv: TensorFlow, Keras and the tools of the Python side.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ensureDebianPackages } from './debian.mjs';
import { PYTHON, ROOT, WINDOWS } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './steps.mjs';

const OLDEST = 10;
const NEWEST = 13;
/** TensorFlow 2.21 has wheels for these and no others. */
const RANGE = `3.${OLDEST} to 3.${NEWEST}`;

const VENV = path.join(ROOT, '.venv');
const STAMP = path.join(VENV, 'keras-debug-packages');

/** Makes sure that .venv exists and holds what pyproject.toml asks for. */
export async function ensurePython() {
  if (!fs.existsSync(PYTHON)) {
    await createVenv(findPython());
  }
  const wanted = fingerprint();
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === wanted) {
    return;
  }
  const remedy = 'Check the network connection, or the proxy and index in your pip configuration.';
  // `--group` came with pip 25.1; Pythons bring older ones.
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet'];
  await runStep('Updating pip', PYTHON, [...pip, '--upgrade', 'pip>=25.1'], { cwd: ROOT, remedy });
  const label = 'Installing TensorFlow, Keras and the Python tools into .venv';
  await runStep(label, PYTHON, [...pip, '--group', 'dev'], { cwd: ROOT, remedy });
  fs.writeFileSync(STAMP, wanted);
}

/** Changes when the packages that pyproject.toml asks for change, not when a tool's settings do. */
function fingerprint() {
  const text = fs.readFileSync(path.join(ROOT, 'pyproject.toml'), 'utf8');
  const group = /^\[dependency-groups\]\n([\s\S]*?)(?=^\[)/m.exec(text.replaceAll('\r\n', '\n'));
  return createHash('sha256')
    .update(group?.[1] ?? text)
    .digest('hex');
}

function findPython() {
  const candidates = [['python3'], ['python']];
  for (let minor = NEWEST; minor >= OLDEST; minor--) {
    candidates.push([`python3.${minor}`]);
    if (WINDOWS) {
      candidates.push(['py', `-3.${minor}`]);
    }
  }
  const seen = [];
  for (const [program, ...options] of candidates) {
    const code = 'import sys; print(*sys.version_info[:2])';
    const answer = spawnSync(program, [...options, '-c', code], { encoding: 'utf8' });
    const match = answer.status === 0 ? /^(\d+) (\d+)/.exec(answer.stdout) : null;
    if (!match) {
      continue;
    }
    const [, major, minor] = match.map(Number);
    if (major === 3 && minor >= OLDEST && minor <= NEWEST) {
      return [program, ...options];
    }
    seen.push(`${[program, ...options].join(' ')} is ${major}.${minor}`);
  }
  const found = seen.length > 0 ? `Found ${seen.join(', ')}.` : 'Found none.';
  throw new Problem(`TensorFlow needs Python ${RANGE}. ${found} Get one from https://www.python.org.`);
}

async function createVenv([program, ...options]) {
  const hasEnsurePip = spawnSync(program, [...options, '-c', 'import venv, ensurepip']).status === 0;
  if (!hasEnsurePip) {
    // Debian splits the standard library.
    await ensureDebianPackages(['python3-venv'], 'A virtual environment');
  }
  await runStep('Creating the virtual environment .venv', program, [...options, '-m', 'venv', VENV], {
    remedy: 'The modules venv and ensurepip of Python are needed; on Debian: apt-get install python3-venv.',
  });
}
