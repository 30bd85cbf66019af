// System packages: installed where that is possible without asking (Debian, root), asked for elsewhere.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { MACOS } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './steps.mjs';

const isDebian = () => fs.existsSync('/usr/bin/dpkg') && fs.existsSync('/usr/bin/apt-get');
const isRoot = () => process.getuid?.() === 0;

function isInstalled(name) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout.endsWith(' installed');
}

/**
 * Makes sure that Debian packages are there. Elsewhere `otherwise` says what to install; nothing is done
 * there, because whether it is missing is known only when it is needed.
 */
export async function ensureDebianPackages(names, why) {
  if (!isDebian()) {
    return;
  }
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) {
    return;
  }
  if (!isRoot()) {
    const command = `sudo apt-get update && sudo apt-get install ${missing.join(' ')}`;
    throw new Problem(`${why} needs ${missing.join(', ')}. Run\n  ${command}\nand start again.`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const remedy = 'Check the network connection of this machine.';
  await runStep('Reading the list of Debian packages', 'apt-get', ['update', '-qq'], { env, remedy });
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  await runStep(`Installing ${missing.join(', ')}`, 'apt-get', args, { env, remedy });
}

/** What to install to compile npm packages and run a browser where `ensureDebianPackages` does nothing. */
export function compilersRemedy() {
  return MACOS
    ? 'Compiling needs the command line tools of Xcode: run `xcode-select --install`.'
    : 'Compiling needs g++, make, python3 and the Kerberos headers (Fedora: gcc-c++ make krb5-devel).';
}
