/** What a recorded run says of itself, and what its file is called. Pure. */

export const extension = 'jsonl';

/** The script and how its models were executed. */
export interface Recording {
  readonly script: string;
  readonly execution: string;
}

/** What `header_line` of `pyadapter/core/run_digest.py` writes; other files of this name are data. */
const format = 'keras-debug recording';

/** Undefined for the beginning of a file that is no recorded run. */
export function recordingOf(beginning: string): Recording | undefined {
  const [line = ''] = beginning.split('\n', 1);
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { format: is, script, execution } = Object(header) as Partial<Record<string, unknown>>;
  return is === format && typeof script === 'string' && typeof execution === 'string'
    ? { script, execution }
    : undefined;
}

/** Where a run of a script is kept: a new name for each, as none may be lost that another is compared with. */
export function freeFile(script: string, execution: string, taken: (file: string) => boolean): string {
  const name = `${script.replace(/\.py$/, '')}.${execution}`;
  let file = `${name}.${extension}`;
  for (let number = 2; taken(file); number += 1) {
    file = `${name}-${number}.${extension}`;
  }
  return file;
}
