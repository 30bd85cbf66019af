/** What the Tensor Breakpoints view shows of an entry, in about 35 characters, and in full on hovering. Pure. */
import { type Location } from '../../shared/generated/protocol';
import { descriptionOf, kindLabel } from '../../shared/kinds';
import { type Setting, type SettingOf } from './entries';

export interface Row {
  readonly label: string;
  /** Stands dimmed behind the label. */
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  /** Name of a codicon. */
  readonly icon: string;
}

/** `problem` says why the debugger cannot use the entry. */
export function rowOf(setting: Setting, problem?: string): Row {
  const row = rowOfType(setting);
  return problem === undefined
    ? row
    : { ...row, icon: 'warning', tooltip: `${row.tooltip}\n\n$(warning) ${escaped(problem)}` };
}

/** For example `leaves [0, 1]`. */
export function changeOf({ changes, minimum, maximum, condition }: SettingOf<'tensor'>): string {
  if (condition !== undefined) {
    return condition;
  }
  const words = {
    nonFinite: 'becomes NaN or Inf',
    shape: 'changes shape',
    unchanged: 'stops changing',
    range: rangeOf(minimum, maximum),
  };
  return changes.map((change) => words[change]).join(', ');
}

function rowOfType(setting: Setting): Row {
  switch (setting.type) {
    case 'finding':
      return findingRow(setting);
    case 'layer':
      return {
        label: lastName(setting.layer),
        description: joined('on entry', setting.condition),
        tooltip: sentences(
          `Stops on entry of the call of layer ${code(setting.layer)}${when(setting.condition)}.`,
        ),
        icon: 'layers',
      };
    case 'tensor': {
      const { name, condition } = setting;
      const change = changeOf(setting);
      return {
        label: name,
        description: change,
        tooltip: sentences(
          `Stops when ${code(name)} ${condition === undefined ? change : `meets ${code(condition)}`}.`,
        ),
        icon: 'symbol-array',
      };
    }
    case 'ignored':
      return ignoredRow(setting);
  }
}

function findingRow({ kind, condition, layer, location, strict }: SettingOf<'finding'>): Row {
  const stops = descriptionOf(kind)?.description ?? kind;
  const where =
    (layer ? ` in layer ${code(layer)}` : '') + (location ? ` at ${code(placeOf(location))}` : '');
  return {
    label: kindLabel(kind),
    description: joined(layer && lastName(layer), location && placeOf(location), condition),
    tooltip: sentences(
      `${escaped(stops)}${where && `: only${where}`}${when(condition)}.`,
      strict && 'Every infinity counts there, also one that may be meant.',
    ),
    icon: 'bug',
  };
}

function ignoredRow({ kind, layer, location }: SettingOf<'ignored'>): Row {
  const what = kind ? `“${kindLabel(kind)}”` : 'any finding';
  const where =
    (layer === undefined ? '' : ` in layer ${code(layer)}`) +
    (location ? ` at ${code(placeOf(location))}` : '');
  return {
    label: kind ? kindLabel(kind) : 'Any finding',
    description: joined(layer && `not in ${lastName(layer)}`, location && `not at ${placeOf(location)}`),
    tooltip: sentences(`Does not stop for ${what}${where}.`),
    icon: 'eye-closed',
  };
}

function rangeOf(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) {
    return maximum === undefined ? 'leaves its range' : `rises above ${maximum}`;
  }
  return maximum === undefined ? `falls below ${minimum}` : `leaves [${minimum}, ${maximum}]`;
}

/** `train.py:12` */
export function placeOf({ file, line }: Location): string {
  return `${file.split(/[\\/]/).at(-1) ?? file}:${line}`;
}

/** Paths of layers are long, and their end tells the most. */
function lastName(layer: string): string {
  return layer.split('/').at(-1) ?? layer;
}

function when(condition: string | undefined): string {
  return condition === undefined ? '' : ` when ${code(condition)}`;
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(' · ');
}

function sentences(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}

/** Code in markdown, whatever quotes are in it. */
function code(text: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+\-.!|~$]/g, String.raw`\$&`);
}
