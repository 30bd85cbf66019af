// The test programs, and their counts from what they write for machines.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PYTHON, ROOT } from './paths.mjs';
import { runInherit } from './steps.mjs';

/** A program that fails without a failed test (a crash, a file that cannot be read) is a failure, too. */
function withExitCode({ passed, failed }, code) {
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function withResultFile(name, run) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keras-debug-test-'));
  const file = path.join(folder, name);
  try {
    const code = await run(file);
    return [code, fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Two processes, each with whole files: small models leave most of a second core idle. */
const WORKERS = ['-n', '2', '--dist', 'loadfile'];

/** pytest over the folders of the Python rooms. */
export async function runPython(extra) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env };
  const [code, xml] = await withResultFile('junit.xml', (file) =>
    runInherit(PYTHON, ['-m', 'pytest', '-q', ...WORKERS, `--junitxml=${file}`, ...extra], {
      cwd: ROOT,
      env,
    }),
  );
  return withExitCode(junitCounts(xml ?? ''), code);
}

function junitCounts(xml) {
  const counts = { passed: 0, failed: 0 };
  for (const [suite] of xml.matchAll(/<testsuite [^>]*>/g)) {
    const number = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
    const failed = number('failures') + number('errors');
    counts.failed += failed;
    counts.passed += number('tests') - failed - number('skipped');
  }
  return counts;
}

/** vitest with one of the configurations under tests/. */
async function runVitest(folder, extra, env = {}) {
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const config = path.join('tests', folder, 'vitest.config.mts');
  const [code, json] = await withResultFile('vitest.json', (file) => {
    const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${file}`];
    const args = [vitest, 'run', '--config', config, ...reporters, ...extra];
    return runInherit(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  });
  const { numPassedTests = 0, numFailedTests = 0 } = json ? JSON.parse(json) : {};
  return withExitCode({ passed: numPassedTests, failed: numFailedTests }, code);
}

/** The extension's unit tests. */
export const runTypeScript = (extra) => runVitest('extension', extra);

/** The end-to-end tests in VS Code; they find the .vsix by environment. */
export const runEndToEnd = (extra, env) => runVitest('e2e', extra, env);
