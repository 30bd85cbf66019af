// Opens VS Code on the samples: the one on this machine, otherwise the embedded one in the browser.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureDebugpy } from './debugpy.mjs';
import { ensureLanguagePackages } from './language-packages.mjs';
import { EMBEDDED_PROFILE, MACOS, PYTHON, ROOT, SAMPLES, WINDOWS } from './paths.mjs';
import { step } from './steps.mjs';

const WHAT_TO_PRESS = 'In VS Code: open log-of-zero/train.py and press F5.';
const PORT = 8469;

/** The terminal's environment for an editor: `python3` is the one of .venv. */
function editorEnvironment() {
  const PATH = [path.dirname(PYTHON), process.env.PATH].join(path.delimiter);
  return { ...process.env, PATH, VIRTUAL_ENV: path.join(ROOT, '.venv') };
}

/** Opens the `code` of this machine with the extension loaded from the checkout; false when there is none. */
export async function openLocalEditor() {
  const shell = WINDOWS;
  // A remote terminal has a `code` that opens the window elsewhere: that one takes no development path.
  if (process.env.VSCODE_IPC_HOOK_CLI || spawnSync('code', ['--version'], { shell }).status !== 0) {
    return false;
  }
  await ensureDebugpy();
  await ensureLanguagePackages();
  await step('Building the extension', build);
  const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, SAMPLES];
  const opened = spawnSync('code', shell ? args.map((arg) => `"${arg}"`) : args, {
    shell,
    stdio: 'inherit',
    env: editorEnvironment(),
  });
  if (opened.status !== 0) {
    return false;
  }
  console.log(`\nVS Code opens on ${SAMPLES}.\n${WHAT_TO_PRESS}`);
  return true;
}

/** Runs the embedded VS Code until Ctrl+C. */
export async function openEmbeddedEditor() {
  const { ensureEmbedded } = await import('./embedded.mjs');
  const { installVsix, prepareProfile, startServer } = await import('./editor-server.mjs');
  const { packageExtension } = await import('./package.mjs');
  await ensureEmbedded();
  const vsix = await packageExtension();
  const profile = prepareProfile(EMBEDDED_PROFILE, { machineSettings: { 'kerasDebug.python': PYTHON } });
  await step('Loading the extension', () => installOnce(profile, vsix, installVsix));
  const { PATH, VIRTUAL_ENV } = editorEnvironment();
  const server = await startServer(profile, { port: PORT, env: { PATH, VIRTUAL_ENV } });
  const url = server.address(SAMPLES);
  console.log(`\nVS Code runs at\n\n    ${url}\n\n${WHAT_TO_PRESS}\nCtrl+C here ends it.`);
  openBrowser(url);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => void server.stop());
  }
  await server.closed;
}

/** Installing takes seconds: only when the .vsix is another one than the last time. */
function installOnce(profile, vsix, install) {
  const stamp = path.join(profile.folder, 'installed');
  const hash = createHash('sha256').update(fs.readFileSync(vsix)).digest('hex');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== hash) {
    install(profile, vsix);
    fs.writeFileSync(stamp, hash);
  }
}

/** Best effort: the address is printed anyway. */
function openBrowser(url) {
  const [program, ...args] = MACOS ? ['open', url] : ['xdg-open', url];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
