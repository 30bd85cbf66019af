/** Questions to the user, one after the other, each with a way back to the one before. */
import * as vscode from 'vscode';

export const back = Symbol('back');

/** Undefined when the user gave up. */
export type Answer<T> = T | typeof back | undefined;

/** Takes what is known so far and returns it with an answer more. */
export type Step<State> = (state: State, first: boolean) => Promise<Answer<State>>;

/** Runs the steps to the end; `first` tells that there is nothing to go back to from the first of them. */
export async function runSteps<State>(
  initial: State,
  steps: readonly Step<State>[],
  first = true,
): Promise<Answer<State>> {
  const states = [initial];
  for (;;) {
    const index = states.length - 1;
    const step = steps[index];
    const state = states[index];
    if (!step || state === undefined) {
      return state;
    }
    const answer = await step(state, first && index === 0);
    if (answer === undefined) {
      return undefined;
    }
    if (answer !== back) {
      states.push(answer);
    } else if (index === 0) {
      return back;
    } else {
      states.pop();
    }
  }
}

interface Question {
  readonly title: string;
  readonly placeholder: string;
  /** True for a question that nothing comes before. */
  readonly first: boolean;
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

interface PickQuestion<T> extends Question {
  readonly items: readonly Choice<T>[] | Promise<readonly Choice<T>[]>;
  readonly selected?: (value: T) => boolean;
  /** Offers what is typed as an answer, too. */
  readonly typed?: (text: string) => Choice<T>;
}

export async function pick<T>({ items, selected, typed, ...question }: PickQuestion<T>): Promise<Answer<T>> {
  const quickPick = vscode.window.createQuickPick<Choice<T>>();
  prepare(quickPick, question);
  quickPick.matchOnDescription = true;
  let known: readonly Choice<T>[] = [];
  const list = (): void => {
    const text = quickPick.value.trim();
    const present = known.some(({ label, description }) => label === text || description === text);
    quickPick.items = typed && text !== '' && !present ? [...known, typed(text)] : known;
  };
  quickPick.onDidChangeValue(list);
  quickPick.busy = true;
  void Promise.resolve(items).then((found) => {
    known = found;
    list();
    quickPick.activeItems = found.filter(({ value }) => selected?.(value));
    quickPick.busy = false;
  });
  return ended(quickPick, (resolve) => {
    quickPick.onDidAccept(() => {
      const text = quickPick.value.trim();
      // Enter can be faster than the list.
      const chosen = quickPick.selectedItems[0] ?? (text === '' ? undefined : typed?.(text));
      if (chosen) {
        resolve(chosen.value);
      }
    });
  });
}

interface InputQuestion extends Question {
  readonly value: string;
  readonly prompt: string;
  /** What is wrong with a text; undefined when nothing is. */
  readonly problemOf: (text: string) => Promise<string | undefined>;
}

export async function input({
  value,
  prompt,
  problemOf,
  ...question
}: InputQuestion): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  prepare(box, question);
  box.value = value;
  box.prompt = prompt;
  /** Shows the problem of the text unless it has changed since; the box takes no text with a problem. */
  const check = async (text: string): Promise<boolean> => {
    const problem = await problemOf(text);
    if (text === box.value) {
      box.validationMessage = problem;
    }
    return problem === undefined && text === box.value;
  };
  box.onDidChangeValue((text) => void check(text));
  return ended(box, (resolve) => {
    box.onDidAccept(async () => {
      if (await check(box.value)) {
        resolve(box.value);
      }
    });
  });
}

function prepare(
  quickInput: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  question: Question,
): void {
  quickInput.title = question.title;
  quickInput.placeholder = question.placeholder;
  quickInput.buttons = question.first ? [] : [vscode.QuickInputButtons.Back];
  quickInput.ignoreFocusOut = true;
}

async function ended<T>(
  quickInput: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  listen: (resolve: (answer: T) => void) => void,
): Promise<Answer<T>> {
  try {
    return await new Promise<Answer<T>>((resolve) => {
      listen(resolve);
      quickInput.onDidTriggerButton(() => {
        resolve(back);
      });
      quickInput.onDidHide(() => {
        resolve(undefined);
      });
      quickInput.show();
    });
  } finally {
    quickInput.dispose();
  }
}
