/** The entries as they are kept in the workspace's state: read back with care, since other versions write there, too. Pure. */
import { kinds } from '../../shared/generated/kinds';
import { type TensorChange } from '../../shared/generated/protocol';
import { type Entries, type Entry, type Setting, type SettingOf } from './entries';

const version = 1;

export interface Stored {
  readonly version: typeof version;
  readonly entries: Entries;
}

export function toStored(entries: Entries): Stored {
  return { version, entries };
}

/** The entries that can be used; whatever else is there is left out. */
export function fromStored(stored: unknown): Entries {
  if (!isRecord(stored) || stored['version'] !== version || !Array.isArray(stored['entries'])) {
    return [];
  }
  const entries = stored['entries'].map(toEntry).filter((entry) => entry !== undefined);
  return entries.filter(({ id }, index) => entries.findIndex((entry) => entry.id === id) === index);
}

function toEntry(value: unknown): Entry | undefined {
  if (!isRecord(value) || !isNumber(value['id']) || !isBoolean(value['enabled'])) {
    return undefined;
  }
  const setting = toSetting(value['setting']);
  return setting && { id: value['id'], enabled: value['enabled'], setting };
}

function toSetting(value: unknown): Setting | undefined {
  if (!isRecord(value) || !isType(value['type'])) {
    return undefined;
  }
  const fields = Object.entries<Check>(shapes[value['type']]);
  const known = fields.filter(([name]) => value[name] !== undefined);
  const setting = {
    type: value['type'],
    ...Object.fromEntries(known.map(([name]) => [name, value[name]])),
  } as Setting;
  // An ignored finding without a place would silence a whole kind: that is what the check box is for.
  const everywhere = setting.type === 'ignored' && setting.layer === undefined && !setting.location;
  return !everywhere && fields.every(([name, check]) => check(value[name])) ? setting : undefined;
}

type Check = (value: unknown) => boolean;
type Fields<T extends Setting['type']> = Readonly<Record<Exclude<keyof SettingOf<T>, 'type'>, Check>>;

const changes: readonly string[] = ['nonFinite', 'shape', 'unchanged', 'range'] satisfies TensorChange[];

const isText: Check = (value) => typeof value === 'string' && value.trim() !== '';
const isKind: Check = (value) => kinds.some(({ kind }) => kind === value);
const isChanges: Check = (value) =>
  Array.isArray(value) && value.every((change) => changes.includes(String(change)));
const isLocation: Check = (value) =>
  isRecord(value) && isText(value['file']) && Number.isInteger(value['line']) && Number(value['line']) > 0;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const shapes: { readonly [T in Setting['type']]: Fields<T> } = {
  finding: {
    kind: isKind,
    condition: optional(isText),
    layer: optional(isText),
    location: optional(isLocation),
    strict: optional(isBoolean),
  },
  layer: { layer: isText, condition: optional(isText), hitCondition: optional(isText) },
  tensor: {
    target: isText,
    name: isText,
    changes: isChanges,
    minimum: optional(isNumber),
    maximum: optional(isNumber),
    condition: optional(isText),
    hitCondition: optional(isText),
  },
  ignored: { kind: optional(isKind), layer: optional(isText), location: optional(isLocation) },
};

function isType(value: unknown): value is Setting['type'] {
  return typeof value === 'string' && Object.hasOwn(shapes, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
