/** What the questions for a tensor breakpoint offer. Pure. */
import { fields, kinds } from '../../shared/generated/kinds';
import { type LayerEntry, type TensorChange } from '../../shared/generated/protocol';
import { descriptionOf } from '../../shared/kinds';
import { type Conditional, type Setting, type SettingOf } from './entries';
import { placeOf } from './rows';

export interface Offer<T> {
  readonly label: string;
  readonly description?: string;
  readonly value: T;
}

export const kindOffers: readonly Offer<Setting>[] = kinds.map(({ kind, label, description }) => ({
  label,
  description,
  value: { type: 'finding', kind },
}));

export const layerOffer: Offer<Setting> = {
  label: 'Layer: on entry',
  description: 'Stop where a layer is called, with its inputs',
  // The next question fills it in.
  value: { type: 'layer', layer: '' },
};

/** Layers by their paths, then their classes: one that several layers have stands for all of them. */
export function layerOffers(layers: readonly LayerEntry[]): readonly Offer<string>[] {
  const classes = new Map<string, number>();
  for (const { className } of layers) {
    classes.set(className, (classes.get(className) ?? 0) + 1);
  }
  return [
    ...layers.map(({ path, className, location }) => ({
      label: path,
      description: location ? `${className} · ${placeOf(location)}` : className,
      value: path,
    })),
    ...[...classes].map(([className, count]) => ({
      label: className,
      description: count === 1 ? 'class of one layer' : `class of ${count} layers`,
      value: className,
    })),
  ];
}

/** What can be waited for; `own` is a condition that the user writes. */
export const changeOffers: readonly Offer<TensorChange | 'own'>[] = [
  { label: 'Becomes NaN or Inf', value: 'nonFinite' },
  { label: 'Changes shape', value: 'shape' },
  { label: 'Stops changing', value: 'unchanged' },
  { label: 'Leaves a range…', value: 'range' },
  { label: 'Meets a condition…', value: 'own' },
];

/** The tensor's setting with another thing to wait for; bounds and condition are asked for afterwards. */
export function withChange(setting: SettingOf<'tensor'>, change: TensorChange | 'own'): SettingOf<'tensor'> {
  const { minimum, maximum, condition, ...rest } = setting;
  if (change === 'own') {
    return { ...rest, changes: [], ...(condition !== undefined && { condition }) };
  }
  const bounds = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  return { ...rest, changes: [change], ...(change === 'range' && bounds) };
}

/** Without a value the field goes away. */
export function withField<S extends Setting, F extends keyof S>(
  setting: S,
  field: F,
  value: S[F] | undefined,
): S {
  const rest = Object.entries(setting).filter(([name]) => name !== field);
  return { ...Object.fromEntries(rest), ...(value !== undefined && { [field]: value }) } as S;
}

/** Reads a bound; undefined for none. */
export function boundOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

/** What is wrong with a bound as typed; `other` is a lower bound that it must be above. */
export function boundProblem(text: string, lower: number | undefined, needed: boolean): string | undefined {
  const bound = boundOf(text);
  if (bound === undefined) {
    return needed ? 'A range needs a smallest or a largest value.' : undefined;
  }
  if (!Number.isFinite(bound)) {
    return 'Write a number, for example -1 or 1e-3.';
  }
  return lower !== undefined && bound < lower ? `Write a number of at least ${lower}.` : undefined;
}

/** What a condition on steps can name; the last two say nothing of any other finding. */
const ofSteps: ReadonlySet<string> = new Set(['step', 'epoch', 'loss', 'gradient_norm']);
const ofStepsAlone: ReadonlySet<string> = new Set(['loss', 'gradient_norm']);

/** The names that a condition can use; those that say nothing about findings of this kind are left out. */
export function fieldsOf(setting: Conditional): string {
  const kind = setting.type === 'finding' ? setting.kind : undefined;
  const value = kind && descriptionOf(kind)?.value;
  return fields[setting.type]
    .filter((name) => (kind === 'step' ? ofSteps.has(name) : !ofStepsAlone.has(name)))
    .filter((name) => name !== 'kind' && (name !== 'value' || value))
    .map((name) => (name === 'value' ? `value (${value})` : name))
    .join(', ');
}
