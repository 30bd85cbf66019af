/** The page's end of the wire to the extension. */
import { createContext } from 'preact';
import {
  type Location,
  type PanelAction,
  type PanelMessages,
  type PanelName,
  type PanelState,
  type PanelSubject,
  type Progress,
  type RewindState,
} from '../../shared/generated/protocol';
import { Memory, type Remembered } from './memory';
import { Requests } from './requests';

/** What the page keeps with the window. */
interface Kept {
  readonly told?: PanelState;
  readonly answers?: Remembered;
  /** What the page itself wants to find again: a choice, a position. */
  readonly view?: unknown;
}

interface VisualStudioCode {
  postMessage(message: PanelMessages['toHost']): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VisualStudioCode;

export interface Host {
  readonly requests: Pick<Requests, 'ask'>;
  readonly memory: Memory;
  openLocation(location: Location): void;
  copy(text: string): void;
  /** Does something about the stop. */
  act(action: PanelAction['action']): void;
  /** Opens a panel for something; the page's own is shown with it at once. */
  open(panel: PanelName, subject: PanelSubject): void;
  /** Writes a tensor into a file that the user is asked for. */
  exportTensor(handle: number, name: string): void;
  /** What was given to `setView`, in this window or before it was reloaded. */
  view(): unknown;
  setView(view: unknown): void;
  /** Keeps what has been read, once the page has shown it. */
  remember(): void;
}

interface Listeners {
  readonly onShow: (state: PanelState) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** Connects the page; the listeners get what the extension tells. */
export function connect({ onShow, onProgress }: Listeners): Host {
  const code = acquireVsCodeApi();
  let kept: Kept = code.getState() ?? {};
  const memory = new Memory(kept.answers);
  const requests = new Requests((request) => {
    code.postMessage(request);
  });
  const keep = (change: Kept): void => {
    kept = { ...kept, ...change };
    code.setState(kept);
  };
  let pause: number | undefined;
  window.addEventListener('message', ({ data }: MessageEvent<PanelMessages['toPage']>) => {
    switch (data.type) {
      case 'response':
        requests.receive(data);
        break;
      case 'progress':
        onProgress(data.progress);
        break;
      case 'show':
        // The same pause can be told twice: what the page has asked by then must still be answered.
        if (data.status !== 'stopped' || data.pause !== pause) {
          requests.abandon();
        }
        if (data.status === 'stopped' && data.pause !== pause) {
          memory.clear();
        }
        pause = data.pause;
        keep({ told: data });
        onShow(data);
    }
  });
  window.addEventListener('error', ({ message }) => {
    code.postMessage({ type: 'failed', message });
  });
  window.addEventListener('unhandledrejection', ({ reason }) => {
    code.postMessage({ type: 'failed', message: String(reason) });
  });
  code.postMessage({ type: 'ready' });
  return {
    requests,
    memory,
    openLocation: (location) => {
      code.postMessage({ type: 'openLocation', location });
    },
    copy: (text) => {
      code.postMessage({ type: 'copy', text });
    },
    act: (action) => {
      code.postMessage({ type: 'action', action });
    },
    open: (panel, subject) => {
      code.postMessage({ type: 'open', panel, subject });
    },
    exportTensor: (handle, name) => {
      code.postMessage({ type: 'export', handle, name });
    },
    view: () => kept.view,
    setView: (view) => {
      keep({ view });
    },
    remember: () => {
      keep({ answers: memory.all() });
    },
  };
}

/** What every part of a page may use. */
export interface Surroundings {
  readonly host: Host;
  /** Whether the run stands still, so that all can be asked. */
  readonly live: boolean;
  /** Whether it runs: the course of the training can be asked for. */
  readonly running: boolean;
  /** Number of the pause: answers of another one are not about now. */
  readonly pause: number;
  /** Whether this is a report of a run that is over: nothing can be done there, nor be asked that was not recorded. */
  readonly recorded: boolean;
  /** What can be run again from this pause, in training at full speed. */
  readonly rewind?: RewindState | undefined;
}

export const Surrounding = createContext<Surroundings | null>(null);
