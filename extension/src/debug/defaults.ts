/** Launch configurations that are filled in for the user. */
import { debugType, fitName, fullSpeedName } from '../contributions';

/** A debug configuration whose attributes nobody has looked at yet. */
export type Attributes = Readonly<Record<string, unknown>>;

type FitConfiguration = Readonly<Record<'type' | 'name' | 'request' | 'program', string>>;

/** *Debug Keras fit* on the active file: what F5 does without a launch.json. */
export function fitConfiguration(program = '${file}'): FitConfiguration {
  return { type: debugType, name: fitName, request: 'launch', program };
}

/** *Debug Keras fit (full speed)* on the active file. */
export function fullSpeedConfiguration(program?: string): FitConfiguration & { readonly execution: string } {
  return { ...fitConfiguration(program), name: fullSpeedName, execution: fullSpeed };
}

/** True for a session that trains compiled. */
export function replays(configuration: Attributes): boolean {
  return configuration['execution'] === fullSpeed && configuration['noDebug'] !== true;
}

const fullSpeed = 'replay';

/** True for what VS Code passes on F5 when there is no launch.json. */
export function isEmpty(configuration: Attributes): boolean {
  return !configuration['type'] && !configuration['request'] && !configuration['name'];
}

/** True for the configuration of a process that the debugged script started: debugpy wrote it, not the user. */
export function isChildProcess(configuration: Attributes): boolean {
  return configuration['subProcessId'] !== undefined;
}

/**
 * Fills in what depends on the workspace or on VS Code; defaults that the debug adapter knows are left to it.
 *
 * The Debug Console stays closed when the script's output goes to a terminal, or it would cover that.
 */
export function withDefaults(configuration: Attributes, folder: string | undefined): Attributes {
  if (configuration['request'] !== 'launch' || isChildProcess(configuration)) {
    return configuration;
  }
  const console = configuration['console'] ?? 'integratedTerminal';
  return {
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(console === 'internalConsole' ? {} : { internalConsoleOptions: 'neverOpen' }),
    ...configuration,
    console,
  };
}

/** The environment that the script will see; null in the attribute `env` takes a variable away. */
export function scriptEnvironment(
  configuration: Attributes,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const changes = (configuration['env'] ?? {}) as Readonly<Record<string, string | null>>;
  const entries = Object.entries({ ...inherited, ...changes });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
