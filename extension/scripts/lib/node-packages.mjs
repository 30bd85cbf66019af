// node_modules, as the lock file says.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './steps.mjs';

const OLDEST_NODE = 20;

/** Says so when Node is too old: the packages would fail with something less readable. */
export function requireNode() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE) {
    throw new Problem(
      `Node ${process.versions.node} is too old: keras-debug needs Node ${OLDEST_NODE} or newer (https://nodejs.org).`,
    );
  }
}

/** How to start npm: the npm that runs this script, otherwise the one on PATH. */
export function npmCommand(args) {
  const self = process.env.npm_execpath;
  return self?.endsWith('.js') ? [process.execPath, [self, ...args]] : ['npm', args];
}

/** Installs node_modules unless what is there is what the lock file says. */
export async function ensureNodePackages() {
  requireNode();
  if (isUpToDate()) {
    return;
  }
  const [program, args] = npmCommand(['ci', '--no-audit', '--no-fund']);
  const remedy = 'Check the network connection, or the proxy and registry in your .npmrc.';
  await runStep('Installing the npm packages', program, args, { cwd: ROOT, remedy });
}

/** npm keeps a list of what it installed beside it: no package of the lock file may differ from that. */
function isUpToDate() {
  const wanted = readPackages(path.join(ROOT, 'package-lock.json'));
  const installed = readPackages(path.join(ROOT, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) {
    return false;
  }
  return Object.entries(wanted).every(
    ([name, { version, optional }]) =>
      name === '' || (installed[name] ? installed[name].version === version : optional === true),
  );
}

function readPackages(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : null;
}
