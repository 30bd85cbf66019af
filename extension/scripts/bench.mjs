// npm run bench: what watching costs, as ratios. Prints numbers, judges none.
import { ensureDebugpy } from './lib/debugpy.mjs';
import { ensureNodePackages } from './lib/node-packages.mjs';
import { PYTHON, ROOT } from './lib/paths.mjs';
import { runMain } from './lib/problem.mjs';
import { ensurePython } from './lib/python.mjs';
import { runInherit } from './lib/steps.mjs';

await runMain(async () => {
  await ensureNodePackages();
  await ensurePython();
  await ensureDebugpy();
  const env = { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env };
  return runInherit(PYTHON, ['-m', 'tests.bench.bench', ...process.argv.slice(2)], { cwd: ROOT, env });
});
