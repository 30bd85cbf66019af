// Starts the embedded VS Code on a profile folder of its own; used by `npm start` and the tests.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE, SERVER } from './embedded.mjs';
import { Problem } from './problem.mjs';

const START_TIMEOUT_MS = 90_000;

/** Settings that keep the editor quiet: no welcome pages, telemetry, updates, or questions about trust. */
export const QUIET_SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'remote.autoForwardPorts': false,
};

/** Paths of a profile, created with settings; machine settings are those of machine(-overridable) scope. */
export function prepareProfile(folder, { settings = {}, machineSettings = {} } = {}) {
  const userData = path.join(folder, 'user-data');
  const extensions = path.join(folder, 'extensions');
  for (const [scope, content] of [
    ['User', { ...QUIET_SETTINGS, ...settings }],
    ['Machine', machineSettings],
  ]) {
    fs.mkdirSync(path.join(userData, scope), { recursive: true });
    fs.writeFileSync(path.join(userData, scope, 'settings.json'), JSON.stringify(content, null, 2));
  }
  fs.mkdirSync(extensions, { recursive: true });
  return { folder, userData, extensions };
}

function commandLine(profile) {
  const folders = ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  return [SERVER, ...folders, '--server-data-dir', path.join(profile.folder, 'server-data')];
}

/** Installs a .vsix into a profile. */
export function installVsix(profile, vsix) {
  const args = [
    ...commandLine(profile),
    '--accept-server-license-terms',
    '--install-extension',
    vsix,
    '--force',
  ];
  const answer = spawnSync(NODE, args, { encoding: 'utf8', env: environment(profile) });
  if (answer.status !== 0 || !answer.stdout.includes('successfully installed')) {
    throw new Problem(`VS Code did not take the extension ${vsix}:\n${answer.stdout}${answer.stderr}`);
  }
}

/**
 * Starts the server on 127.0.0.1; `port` 0 takes a free one; `options` are further ones of VS Code's server.
 * Resolves to `{ address, stop, closed }` once it answers. `address(folder)` opens a folder; the token in it keeps
 * other users of this machine out: who reaches the editor has a terminal.
 *
 * @param {{ folder: string, userData: string, extensions: string }} profile
 * @param {{ port?: number, env?: NodeJS.ProcessEnv, options?: string[] }} how
 */
export async function startServer(profile, { port = 0, env = {}, options = [] } = {}) {
  const bound = await freePort(port);
  const token = randomBytes(16).toString('hex');
  const args = [...commandLine(profile), '--host', '127.0.0.1', '--port', String(bound)];
  args.push('--connection-token', token, '--accept-server-license-terms');
  args.push('--telemetry-level', 'off', '--disable-workspace-trust', ...options);
  const log = path.join(profile.folder, 'server.log');
  const output = fs.openSync(log, 'w', 0o600);
  const child = spawn(NODE, args, {
    env: { ...environment(profile), ...env },
    detached: true,
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  const state = { exited: false };
  const closed = new Promise((resolve) => {
    child.once('exit', () => {
      state.exited = true;
      resolve();
    });
  });
  const stop = () => stopGroup(child, state);
  const origin = `http://127.0.0.1:${bound}/`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(`${origin}version`))) {
    if (state.exited || Date.now() > deadline) {
      await stop();
      throw new Problem(`The embedded VS Code did not start; its log is ${log}.`);
    }
    await sleep(100);
  }
  const address = (folder) => `${origin}?${new URLSearchParams({ tkn: token, folder })}`;
  return { address, stop, closed };
}

/** Nothing of an outer VS Code may leak in, and nothing is left in the home folder or loose in /tmp. */
function environment(profile) {
  const outer = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|npm_|INIT_CWD)/.test(name));
  const folders = ['DATA_HOME', 'CONFIG_HOME', 'RUNTIME_DIR'].map((name) => {
    const folder = path.join(profile.folder, name.toLowerCase());
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return [`XDG_${name}`, folder];
  });
  return { ...Object.fromEntries([...outer, ...folders]), EXTENSIONS_GALLERY: '{}' };
}

async function stopGroup(child, state) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!state.exited) {
      process.kill(-child.pid, signal);
    }
    for (let tick = 0; tick < 50 && !state.exited; tick++) {
      await sleep(100);
    }
  }
}

const answers = (url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** Returns `wanted` when it is free (0: any), otherwise another free port. */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
