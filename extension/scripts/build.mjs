// npm run build [-- --watch]
import { build } from './lib/build.mjs';
import { ensureNodePackages } from './lib/node-packages.mjs';
import { runMain } from './lib/problem.mjs';

const watch = process.argv.includes('--watch');
await runMain(async () => {
  await ensureNodePackages();
  await build({ watch, minify: !watch });
  console.log(watch ? 'Watching; Ctrl+C ends it.' : 'Built extension/dist.');
});
