/** Whether an interpreter can train and be debugged, and what to tell the user when it cannot. */
import { type Facts } from './inspect';

/** Who chose the interpreter: it decides which remedy helps. */
export type Origin = 'attribute' | 'setting' | 'pythonExtension' | 'workspace' | 'path';

export type Remedy = 'select' | 'openLaunchJson' | 'install' | 'continue';

export interface Problem {
  readonly message: string;
  readonly detail: string;
  readonly remedies: readonly Remedy[];
  /** Packages for pip that the remedy *install* installs. */
  readonly packages: readonly string[];
}

/** The oldest Python that the probe and debugpy run on, and the Keras whose internals the probe watches. */
const oldestPython = [3, 10] as const;
const oldestKeras = 3;

/** The first problem, or null. `training` is false where nothing is watched here: attaching, or not debugging. */
export function verdict(facts: Facts, origin: Origin, training: boolean): Problem | null {
  const [major, minor] = facts.version;
  const choose: Remedy = origin === 'attribute' ? 'openLaunchJson' : 'select';
  if (major < oldestPython[0] || (major === oldestPython[0] && minor < oldestPython[1])) {
    return {
      message: `Python ${facts.version.join('.')} is too old: Keras Debug needs ${oldestPython.join('.')} or newer.`,
      detail: facts.executable,
      remedies: [choose],
      packages: [],
    };
  }
  if (!training) {
    return null;
  }
  if (!facts.tensorflow || !facts.keras) {
    const name = facts.tensorflow ? 'Keras' : 'TensorFlow';
    return {
      message: `${name} is not installed for the Python that is selected.`,
      detail: `${facts.executable} (Python ${facts.version.join('.')})`,
      // The debug adapter refuses it, too: there is nothing to go on with.
      remedies: [choose, 'install'],
      packages: [name.toLowerCase()],
    };
  }
  if (facts.kerasVersion !== null && Number.parseInt(facts.kerasVersion, 10) < oldestKeras) {
    return {
      message: `Keras ${facts.kerasVersion} is too old: Keras Debug watches Keras ${oldestKeras} and newer.`,
      detail: facts.executable,
      remedies: [choose, 'install', 'continue'],
      packages: ['--upgrade', 'tensorflow', 'keras'],
    };
  }
  return null;
}

/** No interpreter answered: `executable` is the one that was named, undefined when none was. */
export function notFound(executable: string | undefined, origin: Origin): Problem {
  const choose: Remedy = origin === 'attribute' ? 'openLaunchJson' : 'select';
  return executable === undefined
    ? {
        message: 'No Python was found.',
        detail: 'Install Python 3.10 or newer, or select the interpreter that has TensorFlow.',
        remedies: ['select'],
        packages: [],
      }
    : {
        message: 'The selected Python does not start.',
        detail: `${executable}\nSelect the interpreter that has TensorFlow and Keras.`,
        remedies: [choose],
        packages: [],
      };
}
