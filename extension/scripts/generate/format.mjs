import path from 'node:path';
import prettier from 'prettier';
import { ROOT } from '../lib/paths.mjs';

/** Formats text as Prettier formats the file of that name. */
export async function format(name, text) {
  const filepath = path.join(ROOT, name);
  const options = await prettier.resolveConfig(filepath);
  return prettier.format(text, { ...options, filepath });
}
