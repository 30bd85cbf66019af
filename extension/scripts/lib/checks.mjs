// The checks of `npm run lint`, each a program that must end with 0.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PYTHON, ROOT, venvProgram } from './paths.mjs';

const node = (script, ...args) => [process.execPath, [path.join(ROOT, script), ...args]];
const npmProgram = (script, ...args) => node(path.join('node_modules', script), ...args);
const python = (module, ...args) => [PYTHON, ['-m', module, ...args]];

/** One TypeScript project a folder: where a tsconfig.json stands. */
function typeScriptProjects() {
  const folders = ['extension/src', 'extension/webview', 'extension/shared', 'tests/extension', 'tests/e2e'];
  return folders.filter((folder) => fs.existsSync(path.join(ROOT, folder, 'tsconfig.json')));
}

/** Returns `[name, [program, arguments]]` of every check. */
export function checks() {
  return [
    ['generated files', node('extension/scripts/generate.mjs', '--check')],
    ['ruff check', python('ruff', 'check', '--quiet', '.')],
    ['ruff format', python('ruff', 'format', '--check', '--quiet', '.')],
    ['mypy', python('mypy')],
    ['import-linter', [venvProgram(path.join(ROOT, '.venv'), 'lint-imports'), []]],
    ...typeScriptProjects().map((folder) => [
      `tsc ${folder}`,
      npmProgram('typescript/bin/tsc', '--noEmit', '-p', folder),
    ]),
    ['eslint', npmProgram('eslint/bin/eslint.js', '--max-warnings', '0', '.')],
    ['prettier', npmProgram('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ];
}

/** Most of them keep one core busy. */
const AT_ONCE = Math.min(os.availableParallelism(), 4);

/** Runs every check, several at once; prints what a failing one says. Resolves to the counts. */
export async function runChecks() {
  const counts = { passed: 0, failed: 0 };
  const waiting = checks();
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const [name, [program, args]] = check;
      const begin = Date.now();
      const { code, output } = await capture(program, args);
      const seconds = ((Date.now() - begin) / 1000).toFixed(1);
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (code === 0) {
        counts.passed += 1;
      } else {
        counts.failed += 1;
        console.log(output.trimEnd());
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}

function capture(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: -1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}
