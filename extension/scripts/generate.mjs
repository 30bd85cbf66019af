// npm run generate [-- --check]: everything that comes out of the one schema of wire types, of the table of kinds,
// of the panels' pages, and of the installed Keras.
import fs from 'node:fs';
import path from 'node:path';
import { ensureNodePackages } from './lib/node-packages.mjs';
import { ROOT } from './lib/paths.mjs';
import { runMain } from './lib/problem.mjs';
import { ensurePython } from './lib/python.mjs';

/** The files, each with the function that returns its text. */
async function generators() {
  await ensureNodePackages();
  await ensurePython();
  const { kerasSignatures } = await import('./generate/keras-signatures.mjs');
  const { kinds } = await import('./generate/kinds.mjs');
  const { manifest } = await import('./generate/manifest.mjs');
  const { pythonTypes } = await import('./generate/python-types.mjs');
  const { reportPage } = await import('./generate/report-page.mjs');
  const { typescriptTypes } = await import('./generate/typescript-types.mjs');
  return [
    ['pyadapter/protocol/generated.py', pythonTypes],
    ['pyadapter/core/source/keras_signatures.py', kerasSignatures],
    ['extension/shared/generated/protocol.ts', typescriptTypes],
    ['extension/shared/generated/kinds.ts', kinds],
    ['package.json', manifest],
    ['pyadapter/terminal/report.html', reportPage],
  ];
}

async function main() {
  const check = process.argv.includes('--check');
  const stale = [];
  for (const [name, generate] of await generators()) {
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
    console.error(
      `Not what the schema, the table of kinds, the pages and Keras say: ${stale.join(', ')}. Run \`npm run generate\`.`,
    );
    return 1;
  }
  console.log('Generated files are up to date.');
  return 0;
}

await runMain(main);
