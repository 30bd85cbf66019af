// npm run lint: style, types, layers and generated files of both languages.
import { runChecks } from './lib/checks.mjs';
import { ensureNodePackages } from './lib/node-packages.mjs';
import { runMain } from './lib/problem.mjs';
import { ensurePython } from './lib/python.mjs';

await runMain(async () => {
  await ensureNodePackages();
  await ensurePython();
  const { passed, failed } = await runChecks();
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
