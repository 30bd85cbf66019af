// npm test [-- --only lint|python|typescript|e2e] [-- arguments for pytest or vitest]
import { requireNode } from './lib/node-packages.mjs';
import { runMain } from './lib/problem.mjs';

await runMain(async () => {
  // Before anything is loaded that an old Node does not have.
  requireNode();
  const { main } = await import('./lib/test.mjs');
  return main();
});
