/** Messages from the panel's page, checked at the border. Pure. */
import {
  type PanelAction,
  type PanelMessages,
  type PanelRequest,
  type PanelResponse,
} from '../../shared/generated/protocol';
import { withTimeout } from '../debug/ask';

export type FromPage = PanelMessages['toHost'];

const commands: readonly string[] = [
  'keras/histogram',
  'keras/window',
  'keras/batch',
] satisfies PanelRequest['command'][];

const actions: readonly string[] = [
  'continue',
  'ignoreLayer',
  'ignoreLine',
  'stopEarlier',
] satisfies PanelAction['action'][];

/** Undefined for what no version of the page sends. */
export function fromPage(message: unknown): FromPage | undefined {
  if (!isRecord(message)) {
    return undefined;
  }
  switch (message['type']) {
    case 'ready':
      return { type: 'ready' };
    case 'copy':
      return typeof message['text'] === 'string' ? { type: 'copy', text: message['text'] } : undefined;
    case 'openLocation':
      return isLocation(message['location'])
        ? { type: 'openLocation', location: message['location'] }
        : undefined;
    case 'action':
      return isAction(message['action']) ? { type: 'action', action: message['action'] } : undefined;
    case 'request':
      return isRequest(message) ? message : undefined;
    default:
      return undefined;
  }
}

/** Asks and packs the answer or the error; a question that is never answered becomes an error, too. */
export async function respond(
  request: PanelRequest,
  ask: (command: PanelRequest['command'], args: object) => PromiseLike<unknown>,
  timeoutMilliseconds: number,
): Promise<PanelResponse> {
  const { id, command } = request;
  try {
    const body = await withTimeout(ask(command, request.arguments), timeoutMilliseconds);
    return { type: 'response', id, body };
  } catch (error) {
    return { type: 'response', id, error: error instanceof Error ? error.message : String(error) };
  }
}

function isRequest(message: Record<string, unknown>): message is Record<string, unknown> & PanelRequest {
  return (
    Number.isInteger(message['id']) &&
    commands.includes(String(message['command'])) &&
    isRecord(message['arguments'])
  );
}

function isAction(value: unknown): value is PanelAction['action'] {
  return typeof value === 'string' && actions.includes(value);
}

function isLocation(value: unknown): value is { file: string; line: number } {
  return isRecord(value) && typeof value['file'] === 'string' && Number.isInteger(value['line']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
