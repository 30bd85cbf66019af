/** Asks an interpreter what it is and what it has, without importing TensorFlow. */
import { execFile } from 'node:child_process';

/** What an interpreter says of itself. */
export interface Facts {
  readonly executable: string;
  readonly version: readonly [number, number, number];
  readonly tensorflow: boolean;
  readonly keras: boolean;
  /** Version of the installed Keras; null when no metadata says it, as for a checkout of Keras on the path. */
  readonly kerasVersion: string | null;
}

export interface Command {
  readonly executable: string;
  readonly options: readonly string[];
}

/** Runs on any Python since 2.7, to be able to say that it is too old. The script's own folder is left out. */
const question = `
import json, sys
sys.path[:] = [p for p in sys.path if p]
facts = {"executable": sys.executable, "version": list(sys.version_info[:3]), "tensorflow": False, "keras": False, "kerasVersion": None}
if sys.version_info >= (3, 8):
    from importlib import metadata, util
    for name in ("tensorflow", "keras"):
        try:
            spec = util.find_spec(name)
        except (ImportError, ValueError):
            spec = None
        facts[name] = spec is not None and spec.origin is not None
    try:
        facts["kerasVersion"] = metadata.version("keras")
    except metadata.PackageNotFoundError:
        pass
print(json.dumps(facts))
`;

/** A cold start from a slow disk with a virus scanner was seen to take several seconds. */
const timeout = 20_000;

/** Null when the command does not start, does not answer, or is no Python. */
export async function inspect(command: Command, env: NodeJS.ProcessEnv): Promise<Facts | null> {
  return new Promise((resolve) => {
    execFile(
      command.executable,
      [...command.options, '-c', question],
      { env, timeout, windowsHide: true },
      (error, stdout) => {
        resolve(error ? null : parseFacts(stdout));
      },
    );
  });
}

/** Reads the last line: an interpreter's start-up files may print, too. */
export function parseFacts(output: string): Facts | null {
  try {
    const facts = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Facts;
    return typeof facts.executable === 'string' && Array.isArray(facts.version) ? facts : null;
  } catch {
    return null;
  }
}
