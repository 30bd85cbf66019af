// npm run build [-- --watch]
import { build } from './lib/build.mjs';
import { runMain } from './lib/problem.mjs';

const watch = process.argv.includes('--watch');
await runMain(async () => {
  await build({ watch, minify: !watch });
  console.log(watch ? 'Watching; Ctrl+C ends it.' : 'Built extension/dist.');
});
