/** What can be run again, in the words of the quick pick; what is typed there is checked. Pure. */
import { type Finding, type PanelAction, type RewindState } from '../../shared/generated/protocol';

export type RewindAction = Extract<PanelAction['action'], 'runAgain' | 'rewind' | 'skipUpdate'>;

export function isRewindAction(action: PanelAction['action']): action is RewindAction {
  return action === 'runAgain' || action === 'rewind' || action === 'skipUpdate';
}

/** What is to be done; those that ask for more end with an ellipsis where they are offered. */
export type Way =
  | { readonly type: 'again' | 'learningRate' | 'rows' | 'back' }
  | { readonly type: 'without'; readonly rows: readonly number[] };

export interface Offer {
  readonly label: string;
  readonly description: string;
  readonly value: Way;
}

/** Of a pause; `finding` is that of its tensor stop, if it is one. */
export function offersOf(state: RewindState, finding: Finding | undefined): readonly Offer[] {
  const { steps = 0, step, learningRate, rows = 0 } = state;
  const bad = finding?.batch?.rows ?? [];
  const offers: (Offer | false)[] = [
    { label: 'Run this step again', description: 'picks up your edits', value: { type: 'again' } },
    learningRate !== undefined && {
      label: 'With another learning rate…',
      description: `now ${rateText(learningRate)}`,
      value: { type: 'learningRate' },
    },
    bad.length > 0 &&
      bad.length < rows && {
        label: `Without ${listed(bad)}`,
        description: `of ${rows}`,
        value: { type: 'without', rows: bad },
      },
    rows > 1 && { label: 'Without rows…', description: `of ${rows}`, value: { type: 'rows' } },
    steps > 0 && {
      label: 'Go back some steps…',
      description: `at most ${steps}${step === undefined ? '' : `, to step ${step - steps}`}`,
      value: { type: 'back' },
    },
  ];
  return offers.filter((offer) => offer !== false);
}

/** As Keras writes it: f32 numbers have no more digits. */
export function rateText(rate: number): string {
  return String(Number(rate.toPrecision(7)));
}

/** What is wrong with a learning rate as typed. */
export function rateProblem(text: string): string | undefined {
  const rate = Number(text);
  return text.trim() !== '' && Number.isFinite(rate) && rate >= 0
    ? undefined
    : 'Write a number of at least 0, for example 1e-4.';
}

/** What is wrong with a number of steps as typed. */
export function stepsProblem(text: string, most: number): string | undefined {
  const steps = Number(text);
  return text.trim() !== '' && Number.isInteger(steps) && steps >= 1 && steps <= most
    ? undefined
    : `Write a whole number from 1 to ${most}: those are the steps that are kept.`;
}

/** Rows as typed, for example `3, 8-11`; in order, each once. Undefined when that says no rows. */
export function rowsOf(text: string): readonly number[] | undefined {
  const rows = new Set<number>();
  for (const part of text.split(',')) {
    const found = /^\s*(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?\s*$/.exec(part);
    const [first, last] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
    // Nobody means more by hand than a batch has.
    if (!found || last < first || last - first > 100_000) {
      return undefined;
    }
    for (let row = first; row <= last; row += 1) {
      rows.add(row);
    }
  }
  return [...rows].sort((one, other) => one - other);
}

/** What is wrong with rows as typed, of a batch of so many. */
export function rowsProblem(text: string, count: number): string | undefined {
  const rows = rowsOf(text);
  if (!rows) {
    return 'Write rows as the batch counts them, for example 3, 8-11.';
  }
  const beyond = rows.find((row) => row >= count);
  if (beyond !== undefined) {
    return `There is no row ${beyond}: the batch has rows 0 to ${count - 1}.`;
  }
  return rows.length === count ? 'That leaves nothing of the batch.' : undefined;
}

/** More do not fit a line. */
const mostRows = 4;

function listed(rows: readonly number[]): string {
  if (rows.length > mostRows) {
    return `the ${rows.length} guilty rows`;
  }
  const last = rows.at(-1) ?? 0;
  return rows.length === 1 ? `row ${last}` : `rows ${rows.slice(0, -1).join(', ')} and ${last}`;
}
