/** What the messages of a debug session say of its run. Pure. */
import {
  type Cause,
  type HintEvent,
  type PanelStatus,
  type RewindState,
  type StopEvent,
} from '../../shared/generated/protocol';

export interface RunState {
  readonly status: PanelStatus;
  /** Counts the pauses. */
  readonly pause: number;
  /** The latest tensor stop. */
  readonly stop: StopEvent | null;
  /** Whether the run still stands at it. */
  readonly atStop: boolean;
  /** Remarks on the run so far. */
  readonly hints: readonly Cause[];
  /** What can be run again from this pause, as soon as that is known. */
  readonly rewind?: RewindState | undefined;
}

export const started: RunState = { status: 'running', pause: 0, stop: null, atStop: false, hints: [] };

/** Requests whose success sets the script going again. */
const resuming = new Set([
  'continue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'reverseContinue',
  'restartFrame',
  'goto',
]);

/** The state after a message from the debug adapter; the same object when the message changes nothing. */
export function afterMessage(state: RunState, message: unknown): RunState {
  const { type, event, command, success, body } = message as Record<string, unknown>;
  if (type === 'event' && event === 'stopped') {
    return { ...state, status: 'stopped', pause: state.pause + 1, atStop: false, rewind: undefined };
  }
  if (type === 'event' && event === 'keras/stop' && isStop(body)) {
    // It comes right after the `stopped` event of the same pause.
    const pause = state.status === 'stopped' && !state.atStop ? state.pause : state.pause + 1;
    return { ...state, status: 'stopped', pause, stop: body, atStop: true };
  }
  if (type === 'event' && event === 'keras/hint') {
    return { ...state, hints: [...state.hints, (body as HintEvent).hint] };
  }
  const resumed =
    (type === 'response' && success === true && resuming.has(String(command))) ||
    (type === 'event' && event === 'continued');
  return resumed && state.status === 'stopped'
    ? { ...state, status: 'running', atStop: false, rewind: undefined }
    : state;
}

function isStop(body: unknown): body is StopEvent {
  return typeof body === 'object' && body !== null && 'finding' in body && 'threadId' in body;
}
