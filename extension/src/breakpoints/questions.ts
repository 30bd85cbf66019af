/** The questions that make or change an entry of the Tensor Breakpoints view. */
import { descriptionOf, kindLabel } from '../../shared/kinds';
import { ask } from '../debug/ask';
import {
  boundOf,
  boundProblem,
  changeOffers,
  fieldsOf,
  kindOffers,
  layerOffer,
  layerOffers,
  type Offer,
  withChange,
  withField,
} from './choices';
import { type Conditional, type Setting, type SettingOf } from './entries';
import { type Answer, back, input, pick, runSteps, type Step } from './inputs';
import { type KerasSessions } from './kerasSessions';

/** A tensor that can be asked for. */
export interface Candidate {
  readonly name: string;
  /** Finds out what can be watched; tells the user when nothing can. */
  readonly find: () => Promise<Found | undefined>;
}

export interface Found {
  readonly setting: SettingOf<'tensor'>;
  /** What it is like now, in a line. */
  readonly now?: string;
}

/** As a choice of layer: no restriction. */
const everyLayer = '';

export class Questions {
  constructor(private readonly sessions: KerasSessions) {}

  /** Asks for a new entry; undefined when the user gave up. */
  async add(candidate?: Candidate): Promise<Setting | undefined> {
    const items: readonly Offer<Setting | Candidate>[] = [
      ...(candidate
        ? [{ label: `Tensor: ${candidate.name}`, description: 'Stop when it changes', value: candidate }]
        : []),
      layerOffer,
      ...kindOffers,
    ];
    const question = { title: 'Add Tensor Breakpoint', placeholder: 'What to stop at', first: true, items };
    for (;;) {
      const what = await pick<Setting | Candidate>(question);
      if (what === undefined || what === back) {
        return undefined;
      }
      const found: { setting: Setting; now?: string } | undefined =
        'find' in what ? await what.find() : { setting: what };
      const answer = found && (await this.details(found.setting, false, found.now));
      if (answer !== back) {
        return answer;
      }
    }
  }

  /** Asks for what can be chosen of an entry; undefined when the user gave up. */
  async edit(setting: Setting, now?: string): Promise<Setting | undefined> {
    const answer = await this.details(setting, true, now);
    return answer === back ? undefined : answer;
  }

  private details(setting: Setting, first: boolean, now?: string): Promise<Answer<Setting>> {
    switch (setting.type) {
      case 'finding':
        return runSteps(setting, [this.layer(), this.condition()], first);
      case 'layer':
        return runSteps(setting, [this.layer(), this.condition()], first);
      case 'tensor':
        return runSteps(setting, [this.change(now), this.changeDetails(now)], first);
      case 'ignored':
        return Promise.resolve(setting);
    }
  }

  private layer<S extends SettingOf<'finding' | 'layer'>>(): Step<S> {
    return async (setting, first) => {
      const layer = await pick<string>({
        title: titleOf(setting),
        placeholder: 'A layer’s name, path or class, or a pattern such as dense*',
        first,
        items: this.layers(setting.type === 'finding'),
        selected: (value) => value === (setting.layer ?? everyLayer),
        typed: (text) => ({ label: text, description: 'as typed', value: text }),
      });
      if (layer === undefined || layer === back) {
        return layer;
      }
      return withField(setting, 'layer', layer === everyLayer ? undefined : layer);
    };
  }

  private condition<S extends Conditional>(needed = false): Step<S> {
    return async (setting, first) => {
      const text = await input({
        title: titleOf(setting),
        placeholder: needed ? example(setting) : `Stop always, or when for example ${example(setting)}`,
        prompt: `When to stop, over ${fieldsOf(setting)}`,
        first,
        value: setting.condition ?? '',
        problemOf: (condition) =>
          condition.trim() === ''
            ? Promise.resolve(needed ? 'Write a condition.' : undefined)
            : this.conditionProblem(condition, setting),
      });
      if (text === undefined || text === back) {
        return text;
      }
      return withField(setting, 'condition', text.trim() || undefined);
    };
  }

  private change(now: string | undefined): Step<SettingOf<'tensor'>> {
    return async (setting, first) => {
      const chosen = setting.condition === undefined ? setting.changes[0] : 'own';
      const change = await pick({
        title: titleOf(setting),
        placeholder: now === undefined ? 'Stop when it…' : `Stop when it… Now: ${now}`,
        first,
        items: changeOffers,
        selected: (value) => value === chosen,
      });
      return change === undefined || change === back ? change : withChange(setting, change);
    };
  }

  private changeDetails(now: string | undefined): Step<SettingOf<'tensor'>> {
    return (setting, first) => {
      if (setting.changes.includes('range')) {
        return runSteps(setting, [this.bound('minimum', now), this.bound('maximum', now)], first);
      }
      return setting.changes.length === 0
        ? runSteps(setting, [this.condition(true)], first)
        : Promise.resolve(setting);
    };
  }

  private bound(field: 'minimum' | 'maximum', now: string | undefined): Step<SettingOf<'tensor'>> {
    return async (setting, first) => {
      const lower = field === 'maximum' ? setting.minimum : undefined;
      const needed = field === 'maximum' && lower === undefined;
      const text = await input({
        title: titleOf(setting),
        placeholder: needed ? 'A number' : 'A number, or nothing for no bound',
        prompt: `Stop when a value is ${field === 'minimum' ? 'below' : 'above'} this.${now === undefined ? '' : ` Now: ${now}`}`,
        first,
        value: setting[field]?.toString() ?? '',
        problemOf: (bound) => Promise.resolve(boundProblem(bound, lower, needed)),
      });
      return text === undefined || text === back ? text : withField(setting, field, boundOf(text));
    };
  }

  /** Without a session nothing can be said; the next one says it. */
  private async conditionProblem(condition: string, setting: Conditional): Promise<string | undefined> {
    const session = this.sessions.active;
    // Not every kind of finding has a `value`.
    const kind = setting.type === 'finding' && { kind: setting.kind };
    const question = { condition, over: setting.type, ...kind };
    try {
      return session && (await ask(session, 'keras/checkCondition', question)).problem;
    } catch {
      return undefined;
    }
  }

  private async layers(optional: boolean): Promise<readonly Offer<string>[]> {
    const all = optional ? [{ label: 'Every layer', value: everyLayer }] : [];
    const session = this.sessions.active;
    try {
      return session ? [...all, ...layerOffers((await ask(session, 'keras/layers', {})).layers)] : all;
    } catch {
      return all;
    }
  }
}

function titleOf(setting: Setting): string {
  switch (setting.type) {
    case 'finding':
      return kindLabel(setting.kind);
    case 'tensor':
      return setting.name;
    case 'layer':
      return setting.layer === '' ? layerOffer.label : `${layerOffer.label} of ${setting.layer}`;
    case 'ignored':
      return 'Ignored';
  }
}

function example(setting: Conditional): string {
  const kind = setting.type === 'finding' && descriptionOf(setting.kind);
  return kind ? kind.example : setting.type === 'layer' ? 'nan > 0 or max > 100' : 'norm > 10 and step > 100';
}
