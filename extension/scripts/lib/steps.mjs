// Long steps with progress: a spinner on a terminal, plain lines elsewhere, the output in a file that is
// shown when the step fails.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WINDOWS } from './paths.mjs';
import { Problem } from './problem.mjs';

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const PLAIN_INTERVAL_SECONDS = 20;

/** Shows `label` and the seconds since it began; `note` returns what is being done right now. */
function showProgress(label, note) {
  const begin = Date.now();
  const seconds = () => Math.round((Date.now() - begin) / 1000);
  const tty = process.stdout.isTTY === true;
  if (!tty) {
    console.log(`… ${label}`);
  }
  let tick = 0;
  const timer = setInterval(
    () => {
      tick += 1;
      if (tty) {
        const line = `${FRAMES[tick % FRAMES.length]} ${label} (${seconds()} s) ${note()}`;
        process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
      } else {
        console.log(`… ${label} (${seconds()} s)`);
      }
    },
    tty ? 120 : PLAIN_INTERVAL_SECONDS * 1000,
  );
  return (mark) => {
    clearInterval(timer);
    console.log(`${tty ? '\r\x1b[2K' : ''}${mark} ${label} (${seconds()} s)`);
  };
}

/** Does `work` under a progress line. */
export async function step(label, work) {
  const end = showProgress(label, () => '');
  try {
    const result = await work();
    end('✓');
    return result;
  } catch (error) {
    end('✗');
    throw error;
  }
}

/** On Windows `npm` and `npx` are .cmd files, which only a shell can start. */
const needsShell = (program) => WINDOWS && !/\.exe$/i.test(program);

/**
 * Runs a program under a progress line. Its output goes to a log file; the end of it is shown on failure.
 * `remedy` is the sentence that says what to do then.
 */
export async function runStep(label, program, args, { remedy = '', ...options } = {}) {
  const log = path.join(os.tmpdir(), `keras-debug-${process.pid}-${Date.now()}.log`);
  let last = '';
  const end = showProgress(label, () => last);
  const code = await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options,
      shell: needsShell(program),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk) => {
      fs.appendFileSync(log, chunk);
      last = chunk.toString().trim().split('\n').at(-1) ?? last;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', resolve);
  }).catch((error) => {
    fs.appendFileSync(log, String(error));
    return -1;
  });
  end(code === 0 ? '✓' : '✗');
  const output = fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : '';
  if (code !== 0) {
    const tail = output.trimEnd().split('\n').slice(-25).join('\n');
    throw new Problem(`${label} failed (full output: ${log}).\n${tail}\n${remedy}`.trimEnd());
  }
  fs.rmSync(log, { force: true });
  return output;
}

/** Runs a program with its output on this terminal; resolves to its exit code. */
export function runInherit(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', shell: needsShell(program), ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ? 128 : code));
  });
}
