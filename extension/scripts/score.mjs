// npm run score [-- --only PATTERN] [--set DIRECTORY]: how well faults are found and explained.
import { ensureNodePackages } from './lib/node-packages.mjs';
import { PYTHON, ROOT } from './lib/paths.mjs';
import { runMain } from './lib/problem.mjs';
import { ensurePython } from './lib/python.mjs';
import { runInherit } from './lib/steps.mjs';

await runMain(async () => {
  await ensureNodePackages();
  await ensurePython();
  return runInherit(PYTHON, ['-m', 'tests.score', ...process.argv.slice(2)], { cwd: ROOT });
});
