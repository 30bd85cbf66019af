// Where things are. Only what Node brings is imported by the scripts that run before `npm ci`.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const SAMPLES = path.join(ROOT, 'samples');
export const BUNDLED = path.join(ROOT, 'extension', 'bundled');
export const BUNDLED_FOR_LANGUAGE = path.join(ROOT, 'extension', 'bundled-language');
export const SCHEMA = path.join(ROOT, 'pyadapter', 'protocol', 'schema.json');

export const WINDOWS = process.platform === 'win32';
export const MACOS = process.platform === 'darwin';

/** The user's cache folder for this product: a fresh clone reuses what is in it. */
export const CACHE = path.join(userCacheFolder(), 'keras-debug');
export const EMBEDDED = path.join(CACHE, 'embedded-vscode');

/** The target names of vsce and the Marketplace: linux-x64, darwin-arm64, win32-x64 and so on. */
export const TARGET = `${process.platform}-${process.arch}`;

function userCacheFolder() {
  if (WINDOWS) {
    return process.env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData', 'Local');
  }
  if (MACOS) {
    return path.join(os.homedir(), 'Library', 'Caches');
  }
  return process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
}

/** A program of a virtual environment, for example `venvProgram('.venv', 'python')`. */
export function venvProgram(folder, name) {
  return WINDOWS ? path.join(folder, 'Scripts', `${name}.exe`) : path.join(folder, 'bin', name);
}

export const PYTHON = venvProgram(path.join(ROOT, '.venv'), 'python');

/** Settings and extensions of the editor that `npm start` opens. */
export const EMBEDDED_PROFILE = path.join(EMBEDDED, 'profile');
