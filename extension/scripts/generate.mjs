// npm run generate [-- --check]: everything that comes out of the one schema of wire types.
import fs from 'node:fs';
import path from 'node:path';
import { runMain } from './lib/problem.mjs';
import { ROOT } from './lib/paths.mjs';
import { manifest } from './generate/manifest.mjs';
import { pythonTypes } from './generate/python-types.mjs';
import { typescriptTypes } from './generate/typescript-types.mjs';

const GENERATED = [
  ['pyadapter/protocol/generated.py', pythonTypes],
  ['extension/shared/generated/protocol.ts', typescriptTypes],
  ['package.json', manifest],
];

async function main() {
  const check = process.argv.includes('--check');
  const stale = [];
  for (const [name, generate] of GENERATED) {
    const file = path.join(ROOT, name);
    const text = await generate();
    // Git may check text out with Windows line ends; that is no difference.
    const present = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : null;
    if (present === text) {
      continue;
    }
    stale.push(name);
    if (!check) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
      console.log(`wrote ${name}`);
    }
  }
  if (check && stale.length > 0) {
    console.error(`Not what the schema says: ${stale.join(', ')}. Run \`npm run generate\`.`);
    return 1;
  }
  console.log('Generated files are up to date.');
  return 0;
}

await runMain(main);
