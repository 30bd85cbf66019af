// npm run package [-- --target linux-x64]
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureNodePackages } from './lib/node-packages.mjs';
import { packageExtension } from './lib/package.mjs';
import { TARGET } from './lib/paths.mjs';
import { runMain } from './lib/problem.mjs';
import { ensurePython } from './lib/python.mjs';

await runMain(async () => {
  const { values } = parseArgs({ options: { target: { type: 'string', default: TARGET } } });
  await ensureNodePackages();
  await ensurePython();
  const file = await packageExtension(values.target);
  console.log(`${file} (${(fs.statSync(file).size / 1024 / 1024).toFixed(1)} MB)`);
});
