// extension/shared/generated/protocol.ts
import fs from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';
import { format } from './format.mjs';
import { SCHEMA } from '../lib/paths.mjs';

const HEADER =
  '// Wire types, written by `npm run generate` from pyadapter/protocol/schema.json. Do not edit.';

/** Returns the text of the module. */
export async function typescriptTypes() {
  const schema = JSON.parse(await fs.readFile(SCHEMA, 'utf8'));
  const text = await compile(schema, schema.title, {
    additionalProperties: false,
    bannerComment: HEADER,
    format: false,
    unreachableDefinitions: false,
  });
  return format('extension/shared/generated/protocol.ts', text);
}
