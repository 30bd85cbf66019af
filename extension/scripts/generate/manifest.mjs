// The launch attributes in package.json, for completion, hovers and validation in launch.json.
import fs from 'node:fs/promises';
import path from 'node:path';
import { format } from './format.mjs';
import { ROOT, SCHEMA } from '../lib/paths.mjs';

/** What an attach configuration shares with launch: all that can still be changed in a process that runs. */
const SHARED_WITH_ATTACH = [
  'python',
  'justMyCode',
  'subProcess',
  'execution',
  'snapshotEvery',
  'replayMemory',
  'snapshotsOn',
  'tensorBreakpoints',
  'maxEpochs',
  'maxStepsPerEpoch',
  'memoryBudget',
  'statistics',
  'openPanelOnStop',
];

/** Returns the text of package.json with the attributes of its debugger replaced. */
export async function manifest() {
  const definitions = JSON.parse(await fs.readFile(SCHEMA, 'utf8')).definitions;
  const content = JSON.parse(await fs.readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const debuggerContribution = content.contributes.debuggers?.find(({ type }) => type === 'keras');
  if (debuggerContribution) {
    debuggerContribution.configurationAttributes = configurationAttributes(definitions);
  }
  return format('package.json', JSON.stringify(content));
}

function configurationAttributes(definitions) {
  const launch = attributes(definitions.LaunchAttributes, definitions);
  const attach = attributes(definitions.AttachAttributes, definitions);
  for (const name of SHARED_WITH_ATTACH) {
    attach.properties[name] = launch.properties[name];
  }
  return { launch, attach };
}

function attributes(definition, definitions) {
  for (const [name, property] of Object.entries(definition.properties)) {
    if (property.description === undefined || property.default === undefined) {
      throw new Error(`the launch attribute ${name} needs a description and a default`);
    }
  }
  const { properties, required } = inline(definition, definitions);
  return { ...(required && { required }), properties };
}

/** VS Code's manifest has no `definitions`: each $ref is replaced by what it names. */
function inline(schema, definitions) {
  if (Array.isArray(schema)) {
    return schema.map((item) => inline(item, definitions));
  }
  if (schema === null || typeof schema !== 'object') {
    return schema;
  }
  if (schema.$ref) {
    return inline(definitions[schema.$ref.split('/').at(-1)], definitions);
  }
  const entries = Object.entries(schema).map(([key, value]) => [key, inline(value, definitions)]);
  return withMarkdown(Object.fromEntries(entries));
}

/** Descriptions with `code` in them are shown as written unless they are declared as markdown. */
function withMarkdown(schema) {
  if (typeof schema.description !== 'string' || !schema.description.includes('`')) {
    return schema;
  }
  const { description, ...rest } = schema;
  return { ...rest, markdownDescription: description };
}
