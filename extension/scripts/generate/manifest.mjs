// The launch attributes in package.json, for completion, hovers and validation in launch.json; and the checks of the
// language server, for the setting of how bad each is.
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { format } from './format.mjs';
import { PYTHON, ROOT, SCHEMA } from '../lib/paths.mjs';

const CHECKS = `
import json
from pyadapter.core.source.checks import CHECKS
print(json.dumps([{'code': c.code, 'title': c.title, 'level': c.level} for c in CHECKS]))
`;

const LEVELS = ['error', 'warning', 'information', 'hint', 'off'];

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

/** Returns the text of package.json with the attributes of its debugger, and its checks, replaced. */
export async function manifest() {
  const definitions = JSON.parse(await fs.readFile(SCHEMA, 'utf8')).definitions;
  const content = JSON.parse(await fs.readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const debuggerContribution = content.contributes.debuggers?.find(({ type }) => type === 'keras');
  if (debuggerContribution) {
    debuggerContribution.configurationAttributes = configurationAttributes(definitions);
  }
  content.contributes.configuration.properties['kerasDebug.checks.severity'].properties = await severities();
  return format('package.json', JSON.stringify(content));
}

async function severities() {
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', CHECKS], { cwd: ROOT });
  const entries = JSON.parse(stdout).map(({ code, title, level }) => [
    code,
    { type: 'string', enum: LEVELS, default: level, markdownDescription: `${title}.` },
  ]);
  return Object.fromEntries(entries);
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
