/** Messages from the panel's page, checked at the border. Pure. */
import { type PanelMessages, type PanelRequest, type PanelResponse } from '../../shared/generated/protocol';

export type FromPage = PanelMessages['toHost'];

const commands: readonly string[] = [
  'keras/histogram',
  'keras/window',
  'keras/batch',
] satisfies PanelRequest['command'][];

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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The script did not answer within ${timeoutMilliseconds / 1000} s.`));
    }, timeoutMilliseconds);
  });
  try {
    return { type: 'response', id, body: await Promise.race([ask(command, request.arguments), tooLate]) };
  } catch (error) {
    return { type: 'response', id, error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function isRequest(message: Record<string, unknown>): message is Record<string, unknown> & PanelRequest {
  return (
    Number.isInteger(message['id']) &&
    commands.includes(String(message['command'])) &&
    isRecord(message['arguments'])
  );
}

function isLocation(value: unknown): value is { file: string; line: number } {
  return isRecord(value) && typeof value['file'] === 'string' && Number.isInteger(value['line']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
