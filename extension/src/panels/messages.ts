/** Messages from the panels' pages, checked at the border. Pure. */
import {
  type PanelAction,
  type PanelMessages,
  type PanelName,
  type PanelRequest,
  type PanelResponse,
  type PanelSubject,
} from '../../shared/generated/protocol';
import { withTimeout } from '../debug/ask';
import { panelNames } from './panelNames';

export type FromPage = PanelMessages['toHost'];

const commands: readonly string[] = [
  'keras/histogram',
  'keras/window',
  'keras/tensor',
  'keras/tensors',
  'keras/axisStatistics',
  'keras/badIndices',
  'keras/comparison',
  'keras/batch',
  'keras/batchRows',
  'keras/layerTable',
  'keras/training',
  'keras/model',
  'keras/opGraph',
  'keras/attention',
  'keras/attentionHeads',
] satisfies PanelRequest['command'][];

const actions: readonly string[] = [
  'continue',
  'ignoreLayer',
  'ignoreLine',
  'stopEarlier',
  'runAgain',
  'rewind',
  'skipUpdate',
] satisfies PanelAction['action'][];

/** Undefined for what no version of a page sends. */
export function fromPage(message: unknown): FromPage | undefined {
  if (!isRecord(message)) {
    return undefined;
  }
  const { type, text, location, action, panel, subject, handle, name } = message;
  switch (type) {
    case 'ready':
      return { type };
    case 'copy':
      return typeof text === 'string' ? { type, text } : undefined;
    case 'openLocation':
      return isLocation(location) ? { type, location } : undefined;
    case 'action':
      return isAction(action) ? { type, action } : undefined;
    case 'open':
      return isPanel(panel) && isSubject(subject) ? { type, panel, subject } : undefined;
    case 'export':
      return Number.isInteger(handle) && typeof name === 'string'
        ? { type, handle: Number(handle), name }
        : undefined;
    case 'failed':
      return typeof message['message'] === 'string' ? { type, message: message['message'] } : undefined;
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

function isPanel(value: unknown): value is PanelName {
  return (panelNames as readonly unknown[]).includes(value);
}

function isSubject(value: unknown): value is PanelSubject {
  if (!isRecord(value)) {
    return false;
  }
  const { row, layer, tensor } = value;
  return (
    (row === undefined || Number.isInteger(row)) &&
    (layer === undefined || typeof layer === 'string') &&
    (tensor === undefined ||
      (isRecord(tensor) && typeof tensor['type'] === 'string' && typeof tensor['name'] === 'string'))
  );
}

function isLocation(value: unknown): value is { file: string; line: number } {
  return isRecord(value) && typeof value['file'] === 'string' && Number.isInteger(value['line']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
