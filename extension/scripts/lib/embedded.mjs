// A real VS Code without an installation: the npm package code-server (VS Code behind a web page) on the
// Node that it needs (npm package node-<platform>-<arch>), both in the user's cache folder.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { compilersRemedy, ensureDebianPackages } from './debian.mjs';
import { npmCommand } from './node-packages.mjs';
import { EMBEDDED, WINDOWS } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './steps.mjs';

const NODE_VERSION = '24.21.0';
const CODE_SERVER_VERSION = '4.139.1';
const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;

const NODE_FOLDER = path.join(EMBEDDED, 'node', 'node_modules', NODE_PACKAGE);
const CODE_SERVER = path.join(EMBEDDED, 'code-server', 'node_modules', 'code-server');

/** The Node that runs the embedded VS Code, and VS Code's own entry: unlike code-server's it takes a token. */
export const NODE = path.join(NODE_FOLDER, 'bin', 'node');
export const SERVER = path.join(CODE_SERVER, 'lib', 'vscode', 'out', 'server-main.js');

/** Makes sure that the embedded VS Code is in the cache and starts. */
export async function ensureEmbedded() {
  if (WINDOWS) {
    throw new Problem(
      'There is no embedded VS Code for Windows. Install VS Code (https://code.visualstudio.com) with its ' +
        '`code` command, or run `npm start -- --terminal`.',
    );
  }
  if (!isNode()) {
    await install('node', { [NODE_PACKAGE]: NODE_VERSION }, `Downloading Node ${NODE_VERSION} for VS Code`);
  }
  if (!isCodeServer()) {
    await ensureDebianPackages(['g++', 'make', 'python3', 'libkrb5-dev'], 'Compiling the embedded VS Code');
    const label = `Installing VS Code (code-server ${CODE_SERVER_VERSION}), 600 MB, once: 3 to 5 minutes`;
    await install('code-server', { 'code-server': CODE_SERVER_VERSION }, label);
  }
  if (!isCodeServer()) {
    throw new Problem(`The embedded VS Code does not start. Delete ${EMBEDDED} and try again.`);
  }
}

function isNode() {
  return spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${NODE_VERSION}`;
}

function isCodeServer() {
  const manifest = path.join(CODE_SERVER, 'package.json');
  if (!isNode() || !fs.existsSync(manifest)) {
    return false;
  }
  if (JSON.parse(fs.readFileSync(manifest, 'utf8')).version !== CODE_SERVER_VERSION) {
    return false;
  }
  // npm's own list is the last thing that the installation writes; a killed one has none.
  const last = path.join(CODE_SERVER, 'lib', 'vscode', 'extensions', 'node_modules', '.package-lock.json');
  return fs.existsSync(last) && spawnSync(NODE, [SERVER, '--version']).status === 0;
}

async function install(name, dependencies, label) {
  const folder = path.join(EMBEDDED, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  // npm 11 asks which packages may run install scripts (and npm 12 runs no others); npm 10 ignores it.
  const allowScripts = { 'code-server': true, argon2: true };
  const manifest = { private: true, dependencies, allowScripts };
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const [program, args] = npmCommand([
    'install',
    '--foreground-scripts',
    '--ignore-scripts=false',
    '--no-audit',
    '--no-fund',
  ]);
  await runStep(label, name === 'code-server' && program === process.execPath ? NODE : program, args, {
    cwd: folder,
    env: buildEnvironment(name),
    remedy: `${compilersRemedy()} A broken download is mended by deleting ${folder}.`,
  });
}

/** Native modules are compiled by and for the embedded Node, against the headers in its package. */
function buildEnvironment(name) {
  if (name === 'node') {
    return process.env;
  }
  const PATH = [path.dirname(NODE), process.env.PATH].join(path.delimiter);
  return { ...process.env, PATH, npm_config_nodedir: NODE_FOLDER };
}
