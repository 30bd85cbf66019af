/** The launch configurations that the user has written for a script: what is started by a lens is started as these say. Pure. */
import { type Attributes } from './defaults';

export interface Places {
  readonly workspaceFolder: string | undefined;
  readonly file: string;
}

/** The one for a script: one that names it, else one for whatever file is active; undefined where there is none. */
export function writtenFor(
  configurations: readonly Attributes[],
  type: string,
  places: Places,
  same: (one: string, other: string) => boolean,
): Attributes | undefined {
  const ours = configurations.filter(
    (each) => each['type'] === type && each['request'] === 'launch' && typeof each['program'] === 'string',
  );
  const named = ours.find((each) => {
    const program = String(each['program']);
    return !program.includes('${file}') && same(substituted(program, places), places.file);
  });
  return named ?? ours.find((each) => each['program'] === '${file}');
}

/** With the two variables that scripts are written with. */
export function substituted(text: string, { workspaceFolder, file }: Places): string {
  return text
    .replaceAll(/\$\{workspaceFolder(?::[^}]*)?\}/g, workspaceFolder ?? '')
    .replaceAll('${file}', file);
}

/** The command line that a configuration gives a script: a list, or a text with words in quotes. */
export function argumentsOf(configuration: Attributes | undefined, places: Places): readonly string[] {
  const args = configuration?.['args'];
  const words: readonly unknown[] =
    typeof args === 'string' ? wordsOf(args) : Array.isArray(args) ? args : [];
  return words.map((each) => substituted(String(each), places));
}

function wordsOf(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/"([^"]*)"|'([^']*)'|\S+/g),
    ([word, double, single]) => double ?? single ?? word,
  );
}
