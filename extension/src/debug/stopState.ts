/** What the messages of a debug session mean for its tensor stop. Pure. */
import { type PanelStatus, type StopEvent } from '../../shared/generated/protocol';

export interface StopState {
  readonly stop: StopEvent;
  readonly status: PanelStatus;
}

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
export function afterMessage(state: StopState | undefined, message: unknown): StopState | undefined {
  const { type, event, command, success, body } = message as Record<string, unknown>;
  if (type === 'event' && event === 'keras/stop' && isStop(body)) {
    return { stop: body, status: 'stopped' };
  }
  if (state?.status !== 'stopped') {
    return state;
  }
  const resumed =
    (type === 'response' && success === true && resuming.has(String(command))) ||
    (type === 'event' && event === 'continued');
  return resumed ? { ...state, status: 'continued' } : state;
}

function isStop(body: unknown): body is StopEvent {
  return typeof body === 'object' && body !== null && 'finding' in body && 'threadId' in body;
}
