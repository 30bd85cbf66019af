import * as fs from 'node:fs';
import { expect, test } from 'vitest';
import { kinds } from '../../extension/shared/generated/kinds';
import {
  canRewindKey,
  commands,
  debugType,
  fitName,
  fullSpeedName,
  hasTensorBreakpointsKey,
  hasTensorStopKey,
  isTrainingScriptKey,
  replaysKey,
  settings,
  stopActionKeys,
  tensorBreakpointsView,
} from '../../extension/src/contributions';
import { type AttributeSchema } from '../../extension/src/debug/describe';
import { panelNames, panels } from '../../extension/src/panels/panelNames';
import { problemsOf } from '../../extension/src/debug/validation';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: unknown;
    readonly views: { readonly debug: readonly { readonly id: string }[] };
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly debuggers: readonly [
      {
        readonly type: string;
        readonly initialConfigurations: readonly Readonly<Record<string, unknown>>[];
        readonly configurationSnippets: readonly { readonly body: Readonly<Record<string, unknown>> }[];
        readonly configurationAttributes: Readonly<Record<'launch' | 'attach', AttributeSchema>>;
      },
    ];
  };
}

const { activationEvents, contributes } = JSON.parse(
  fs.readFileSync(`${import.meta.dirname}/../../package.json`, 'utf8'),
) as Manifest;
const [contribution] = contributes.debuggers;

test('each command in the manifest is registered, and no other', () => {
  const registered = [...Object.values(commands), ...panelNames.map((name) => panels[name].command)];
  expect(contributes.commands.map(({ command }) => command).sort()).toEqual(registered.sort());
});

test('the names in the code are those of the manifest', () => {
  expect(contribution.type).toBe(debugType);
  expect(contribution.initialConfigurations.map(({ name }) => name)).toEqual([fitName, fullSpeedName]);
  expect(Object.keys(contributes.configuration.properties)).toEqual([
    `${settings.section}.${settings.python}`,
    `${settings.section}.${settings.languageServer}`,
    `${settings.section}.${settings.codeLens}`,
    `${settings.section}.${settings.lastRun}`,
    `${settings.section}.${settings.severity}`,
  ]);
  // VS Code lists dynamic configurations of an extension that sleeps by their event alone.
  expect(activationEvents).toEqual([
    `onDebugResolve:${debugType}`,
    `onDebugDynamicConfigurations:${debugType}`,
    // The menu of Run has what can be tried with a training script, as soon as one is open.
    'onLanguage:python',
    'onNotebook:jupyter-notebook',
    ...panelNames.map((name) => `onWebviewPanel:${panels[name].viewType}`),
  ]);
  expect(JSON.stringify(contributes.menus)).toContain(hasTensorStopKey);
  expect(JSON.stringify(contributes.menus)).toContain(isTrainingScriptKey);
  expect(contributes.views.debug.map(({ id }) => id)).toEqual([tensorBreakpointsView]);
  for (const key of [hasTensorBreakpointsKey, replaysKey, canRewindKey, ...Object.values(stopActionKeys)]) {
    expect(JSON.stringify(contributes.commands)).toContain(key);
  }
});

test('what the manifest itself proposes passes its own validation', () => {
  const { launch, attach } = contribution.configurationAttributes;
  const proposals = [
    ...contribution.initialConfigurations,
    ...contribution.configurationSnippets.map(({ body }) => body),
  ];
  expect(proposals).toHaveLength(7);
  for (const proposal of proposals) {
    expect(problemsOf(proposal, proposal['request'] === 'attach' ? attach : launch)).toEqual([]);
  }
});

test('every launch attribute has a description', () => {
  for (const [name, attribute] of Object.entries(
    contribution.configurationAttributes.launch.properties ?? {},
  )) {
    expect(Object.keys(attribute), name).toEqual(
      expect.arrayContaining([expect.stringMatching(/[dD]escription$/)]),
    );
  }
});

test('the README tells of every kind, in the words of the Breakpoints view', () => {
  const readme = fs.readFileSync(`${import.meta.dirname}/../../README.md`, 'utf8');
  for (const { kind, label, description } of kinds) {
    expect(readme).toContain(`| *${label}* \`${kind}\` | ${description.replace(/^Stop /, '')} |`);
  }
});
