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

/** vitest with one of the configurations under tests/; resolves to its exit code and its results. */
async function vitestResults(folder, extra, env = {}) {
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const config = path.join('tests', folder, 'vitest.config.mts');
  const [code, json] = await withResultFile('vitest.json', (file) => {
    const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${file}`];
    const args = [vitest, 'run', '--config', config, ...reporters, ...extra];
    return runInherit(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  });
  return [code, json ? JSON.parse(json) : {}];
}

const counted = ([code, { numPassedTests = 0, numFailedTests = 0 }]) =>
  withExitCode({ passed: numPassedTests, failed: numFailedTests }, code);

/** The extension's unit tests. */
export const runTypeScript = async (extra) => counted(await vitestResults('extension', extra));

/** Files of tests that fail at once are broken; a busy machine delays one or the other. */
const MOST_AGAIN = 3;

/**
 * The end-to-end tests in VS Code; they find the .vsix by environment.
 *
 * A file with a failure is tried once more, which is said: what fails twice fails.
 */
export async function runEndToEnd(extra, env) {
  const first = await vitestResults('e2e', extra, env);
  const all = first[1].testResults ?? [];
  const again = all.filter(({ status }) => status === 'failed');
  if (again.length === 0 || again.length > MOST_AGAIN) {
    return counted(first);
  }
  const names = again.map(({ name }) => path.relative(ROOT, name));
  console.log(`\n── Failed, and tried once more: ${names.join(', ')}`);
  const second = await vitestResults('e2e', names, env);
  const passed = all
    .filter(({ status }) => status !== 'failed')
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length;
  const { passed: recovered, failed } = counted(second);
  return { passed: passed + recovered, failed };
}
