// npm start [-- --terminal [SAMPLE]] [--embedded]: from a fresh clone to a debugger on a failing training.
import { requireNode } from './lib/node-packages.mjs';
import { runMain } from './lib/problem.mjs';

await runMain(async () => {
  // Before anything is loaded that an old Node does not have.
  requireNode();
  const { main } = await import('./lib/start.mjs');
  return main();
});
