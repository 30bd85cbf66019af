/** The entries of the Tensor Breakpoints view, and what can be done to a list of them. Pure. */
import {
  type DataBreakpoint,
  type IgnoredFinding,
  type LayerBreakpoint,
  type Location,
  type SetTensorBreakpointsArguments,
  type TensorBreakpoint,
} from '../../shared/generated/protocol';

/** What an entry says, as the wire has it. */
export type Setting =
  | ({ readonly type: 'finding' } & Readonly<TensorBreakpoint>)
  | ({ readonly type: 'layer' } & Readonly<Omit<LayerBreakpoint, 'id'>>)
  | ({ readonly type: 'tensor'; readonly name: string } & Readonly<Omit<DataBreakpoint, 'id'>>)
  | ({ readonly type: 'ignored' } & Readonly<IgnoredFinding>);

export type SettingOf<T extends Setting['type']> = Extract<Setting, { readonly type: T }>;

/** What can have a condition. */
export type Conditional = SettingOf<'finding' | 'layer' | 'tensor'>;

export interface Entry {
  /** Unique in its list, and never used again while the list is open. */
  readonly id: number;
  readonly enabled: boolean;
  readonly setting: Setting;
}

export type Entries = readonly Entry[];

/** Adds an entry; one that says the same is switched on instead. */
export function withAdded(
  entries: Entries,
  setting: Setting,
  id: number,
): { entries: Entries; entry: Entry } {
  const present = entries.find((each) => sameSetting(each.setting, setting));
  const entry = { ...(present ?? { id, setting }), enabled: true };
  return {
    entries: present ? entries.map((each) => (each === present ? entry : each)) : [...entries, entry],
    entry,
  };
}

/** Gives an entry another setting; where another entry says that already, one of the two is enough. */
export function withChanged(entries: Entries, id: number, setting: Setting): Entries {
  return entries
    .filter((entry) => entry.id === id || !sameSetting(entry.setting, setting))
    .map((entry) => (entry.id === id ? { ...entry, setting } : entry));
}

export function withEnabled(entries: Entries, ids: readonly number[], enabled: boolean): Entries {
  return entries.map((entry) => (ids.includes(entry.id) ? { ...entry, enabled } : entry));
}

export function without(entries: Entries, ids: readonly number[]): Entries {
  return entries.filter(({ id }) => !ids.includes(id));
}

/** What a session is told: the entries that are on. */
export function onTheWire(entries: Entries): SetTensorBreakpointsArguments {
  const on = entries.filter(({ enabled }) => enabled);
  const all = <T extends Setting['type']>(type: T): { id: number; setting: SettingOf<T> }[] =>
    on.filter((entry): entry is Entry & { setting: SettingOf<T> } => entry.setting.type === type);
  return {
    breakpoints: all('finding').map(({ setting }) => omit(setting, 'type')),
    ignored: all('ignored').map(({ setting }) => omit(setting, 'type')),
    layers: all('layer').map(({ id, setting }) => ({ id, ...omit(setting, 'type') })),
    data: all('tensor').map(({ id, setting }) => ({ id, ...omit(setting, 'type') })),
  };
}

function omit<T extends object, K extends keyof T>(whole: T, ...names: readonly K[]): Omit<T, K> {
  const rest = Object.entries(whole).filter(([name]) => !names.some((dropped) => dropped === name));
  return Object.fromEntries(rest) as Omit<T, K>;
}

export function locationOf(setting: Setting): Location | undefined {
  return 'location' in setting ? setting.location : undefined;
}

function sameSetting(one: Setting, other: Setting): boolean {
  return canonical(one) === canonical(other);
}

/** Text that is the same for the same content; `function` of a location only says where its line is. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'function') {
      return undefined;
    }
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
}
