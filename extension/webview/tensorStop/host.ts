/** The page's end of the wire to the extension. */
import { createContext } from 'preact';
import {
  type Location,
  type PanelAction,
  type PanelMessages,
  type PanelState,
} from '../../shared/generated/protocol';
import { Requests } from './requests';

interface VisualStudioCode {
  postMessage(message: PanelMessages['toHost']): void;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VisualStudioCode;

export interface Host {
  readonly requests: Requests;
  openLocation(location: Location): void;
  copy(text: string): void;
  /** Does something about the stop. */
  act(action: PanelAction['action']): void;
}

/** Connects the page; `onShow` gets each state that the extension tells. */
export function connect(onShow: (state: PanelState) => void): Host {
  const code = acquireVsCodeApi();
  const requests = new Requests((request) => {
    code.postMessage(request);
  });
  let told: string | undefined;
  window.addEventListener('message', ({ data }: MessageEvent<PanelMessages['toPage']>) => {
    if (data.type === 'response') {
      requests.receive(data);
      return;
    }
    // The stop can be told twice, see `numbered`: what the page has asked by then must still be answered.
    const text = JSON.stringify(data);
    if (text !== told) {
      told = text;
      requests.abandon();
    }
    // A reloaded window gets the stop back, without the values: those are gone with the process.
    code.setState({ stop: data.stop });
    onShow(data);
  });
  code.postMessage({ type: 'ready' });
  return {
    requests,
    openLocation: (location) => {
      code.postMessage({ type: 'openLocation', location });
    },
    copy: (text) => {
      code.postMessage({ type: 'copy', text });
    },
    act: (action) => {
      code.postMessage({ type: 'action', action });
    },
  };
}

/** What every part of the page may use; `live` while the run stands at the stop. */
export interface Surroundings {
  readonly host: Host;
  readonly live: boolean;
}

export const Surrounding = createContext<Surroundings | null>(null);
