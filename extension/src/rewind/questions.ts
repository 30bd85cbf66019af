/** Asks how a step is to be run again. */
import { type Finding, type RewindArguments, type RewindState } from '../../shared/generated/protocol';
import { type Answer, back, input, pick } from '../breakpoints/inputs';
import { offersOf, rateProblem, rateText, rowsOf, rowsProblem, stepsProblem, type Way } from './offers';

const title = 'Rewind';

/** Undefined when the user gave up. */
export async function askHow(
  state: RewindState,
  finding: Finding | undefined,
): Promise<RewindArguments | undefined> {
  const placeholder =
    state.step === undefined ? 'What to run again' : `What to run again of step ${state.step}`;
  for (;;) {
    const way = await pick({ title, placeholder, first: true, items: offersOf(state, finding) });
    if (way === undefined || way === back) {
      return undefined;
    }
    const how = await askMore(way, state);
    if (how !== back) {
      return how;
    }
  }
}

async function askMore(way: Way, state: RewindState): Promise<Answer<RewindArguments>> {
  const { steps = 0, learningRate = 0, rows = 0 } = state;
  switch (way.type) {
    case 'again':
      return { steps: 0 };
    case 'without':
      return { steps: 0, withoutRows: [...way.rows] };
    case 'learningRate':
      return typed(
        { prompt: 'Learning rate to train with from this step on', value: rateText(learningRate) },
        rateProblem,
        (text) => ({ steps: 0, learningRate: Number(text) }),
      );
    case 'rows':
      return typed(
        { prompt: `Rows of this batch to leave out, of 0 to ${rows - 1}`, value: '' },
        (text) => rowsProblem(text, rows),
        (text) => ({ steps: 0, withoutRows: [...(rowsOf(text) ?? [])] }),
      );
    case 'back':
      return typed(
        { prompt: `How many steps to go back, at most ${steps}`, value: String(steps) },
        (text) => stepsProblem(text, steps),
        (text) => ({ steps: Number(text) }),
      );
  }
}

async function typed(
  question: { readonly prompt: string; readonly value: string },
  problemOf: (text: string) => string | undefined,
  meaning: (text: string) => RewindArguments,
): Promise<Answer<RewindArguments>> {
  const text = await input({
    ...question,
    title,
    placeholder: '',
    first: false,
    problemOf: (value) => Promise.resolve(problemOf(value)),
  });
  return typeof text === 'string' ? meaning(text) : text;
}
