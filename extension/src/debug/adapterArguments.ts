import { type Attributes } from './defaults';

/** Command line of `pyadapter adapter` for a launch or attach configuration. */
export function adapterArguments(
  configuration: Attributes,
  logFolder: string | undefined,
): readonly string[] {
  const args = logFolder === undefined ? [] : ['--log-dir', logFolder];
  const connect = configuration['connect'];
  if (configuration['request'] !== 'attach' || typeof connect !== 'object' || connect === null) {
    return args;
  }
  const { host = '127.0.0.1', port } = connect as { host?: string; port?: number | string };
  return [...args, '--connect', `${host.includes(':') ? `[${host}]` : host}:${port ?? ''}`];
}
