/** What the panels' pages have instead of the extension: the answers of a report. */
import {
  type PanelName,
  type PanelSubject,
  type RecordedAnswer,
  type WindowArguments,
} from '../../shared/generated/protocol';
import { type Host } from '../common/host';
import { Memory } from '../common/memory';
import { type ArgumentsOf, type BodyOf, type Command } from '../common/requests';
import { recordedBody } from './answers';
import { type RecordedWindows } from './windows';

/** `open` shows another panel of the report. */
export function recordedHost(
  answers: readonly RecordedAnswer[],
  windows: RecordedWindows,
  open: (panel: PanelName, subject: PanelSubject) => void,
): Host {
  let view: unknown;
  return {
    requests: {
      ask: <C extends Command>(command: C, args: ArgumentsOf<C>): Promise<BodyOf<C>> =>
        new Promise((resolve) => {
          resolve(
            (command === 'keras/window'
              ? windows.read(args as WindowArguments)
              : recordedBody(answers, command, args as Record<string, unknown>)) as BodyOf<C>,
          );
        }),
    },
    memory: new Memory(),
    openLocation: ({ file, line }) => {
      // VS Code opens it where the report is read on the machine that has the file.
      const path = file.replaceAll('\\', '/').split('/').filter(Boolean).map(encodeURIComponent).join('/');
      window.location.href = `vscode://file/${path}:${line}`;
    },
    copy: (text) => {
      void navigator.clipboard.writeText(text);
    },
    act: () => undefined,
    open,
    exportTensor: () => undefined,
    view: () => view,
    setView: (set) => {
      view = set;
    },
    remember: () => undefined,
  };
}
