/** The virtual environment that lies in a folder, paths to interpreters, and the names of Python on the search path. */
import * as path from 'node:path';
import { type Command } from './inspect';

/** Where the interpreter of a folder's `.venv` can be, the platform's own layout first. */
export function environmentExecutables(folder: string, platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32'
    ? [path.win32.join(folder, '.venv', 'Scripts', 'python.exe')]
    : [path.posix.join(folder, '.venv', 'bin', 'python')];
}

/**
 * A path as people write it: from the folder, with `~`, or with `${workspaceFolder}`, which VS Code does not replace in
 * settings. A bare name such as `python3` stays: it is looked for on the search path.
 */
export function expandPath(text: string, folder: string | undefined, home: string): string {
  const expanded = text
    .replace(/^~(?=$|[\\/])/, () => home)
    .replaceAll('${workspaceFolder}', () => folder ?? '${workspaceFolder}');
  const bare = !/[\\/]/.test(expanded);
  return bare || folder === undefined ? expanded : path.resolve(folder, expanded);
}

/** Commands to try, likeliest first. On Windows `python3` is mostly the stub that opens the Store: last. */
export function pathCommands(platform: NodeJS.Platform): readonly Command[] {
  const command = (executable: string, ...options: string[]): Command => ({ executable, options });
  return platform === 'win32'
    ? [command('python'), command('py', '-3'), command('python3')]
    : [command('python3'), command('python')];
}
