/** Finds what was answered to a question when the run was recorded. Pure. */
import { type RecordedAnswer } from '../../shared/generated/protocol';
import { type Command } from '../common/requests';

/** Arguments that make a question another one; others say how much of the answer is wanted. */
const telling: Readonly<Partial<Record<Command, readonly string[]>>> = {
  'keras/tensor': ['reference'],
  'keras/histogram': ['handle', 'scale'],
  'keras/axisStatistics': ['handle', 'axis'],
  'keras/badIndices': ['handle'],
  'keras/attentionHeads': ['handle', 'sample'],
  'keras/model': ['model'],
  'keras/opGraph': ['node'],
};

/** Where the answers are lists that start at an argument, by the name of the list. */
const lists: Readonly<Partial<Record<Command, string>>> = {
  'keras/batchRows': 'rows',
  'keras/axisStatistics': 'rows',
  'keras/badIndices': 'indices',
};

export const notRecorded =
  'This is not in the report. Run the script under Debug Keras fit in VS Code to look further.';

type Fields = Readonly<Record<string, unknown>>;

/** Throws when it was not asked, or not answered. */
export function recordedBody(answers: readonly RecordedAnswer[], command: Command, args: Fields): unknown {
  const names = telling[command] ?? [];
  const found = answers.find(
    (answer) =>
      answer.command === command && names.every((name) => same(fields(answer.arguments)[name], args[name])),
  );
  if (found?.body === undefined) {
    throw new Error(found?.error ?? notRecorded);
  }
  const list = lists[command];
  return list === undefined ? found.body : cut(fields(found.body), list, args);
}

function cut(body: Fields, list: string, { start, count }: Fields): Fields {
  const from = Number(start ?? 0);
  const items = body[list];
  return Array.isArray(items)
    ? { ...body, start: from, [list]: items.slice(from, from + Number(count ?? items.length)) }
    : body;
}

/** What a frame is called says nothing once the run is over; defaults are left out. */
function same(recorded: unknown, wanted: unknown): boolean {
  return plain(recorded) === plain(wanted);
}

function plain(value: unknown): string {
  if (value === undefined || value === 'linear') {
    return '';
  }
  if (typeof value === 'object' && value !== null) {
    const { type, name } = value as Fields;
    return JSON.stringify([type, name]);
  }
  return JSON.stringify(value);
}

function fields(value: unknown): Fields {
  return (value ?? {}) as Fields;
}
