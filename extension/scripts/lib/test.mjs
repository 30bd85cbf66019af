// npm test [-- --only lint|python|typescript|e2e] [-- arguments for pytest or vitest]
// Sets up what is missing, runs everything, ends with one line: `N passed, N failed`.
import { parseArgs } from 'node:util';
import { runChecks } from './checks.mjs';
import { ensureDebugpy } from './debugpy.mjs';
import { ensureNodePackages } from './node-packages.mjs';
import { packageExtension } from './package.mjs';
import { Problem } from './problem.mjs';
import { ensurePython } from './python.mjs';
import { runEndToEnd, runPython, runTypeScript } from './test-runs.mjs';

/** In this order: what needs no Python goes first, while that is set up. */
const PARTS = {
  typescript: ['TypeScript', (extra) => runTypeScript(extra)],
  lint: ['Style, types, layers, generated files', () => runChecks()],
  python: ['Python', (extra) => ensureDebugpy().then(() => runPython(extra))],
  e2e: ['End to end, in VS Code', endToEnd],
};

async function endToEnd(extra, { updateScreenshots }) {
  const { ensureBrowser } = await import('./browser.mjs');
  const { ensureEmbedded } = await import('./embedded.mjs');
  const chromium = await ensureBrowser();
  await ensureEmbedded();
  const vsix = await packageExtension();
  const env = { KERAS_DEBUG_VSIX: vsix, KERAS_DEBUG_CHROMIUM: chromium };
  return runEndToEnd(extra, updateScreenshots ? { ...env, KERAS_DEBUG_UPDATE_SCREENSHOTS: '1' } : env);
}

/** Resolves to the exit code. */
export async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
      'update-screenshots': { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.find((name) => !(name in PARTS));
  if (unknown) {
    throw new Problem(`--only takes ${Object.keys(PARTS).join(', ')}, not ${unknown}.`);
  }
  await ensureNodePackages();
  const python = ensurePython();
  python.catch(() => {}); // told where it is waited for
  const total = { passed: 0, failed: 0 };
  for (const name of values.only) {
    const [title, run] = PARTS[name];
    if (name !== 'typescript') {
      await python;
    }
    console.log(`\n── ${title}`);
    const begin = Date.now();
    const { passed, failed } = await run(positionals, { updateScreenshots: values['update-screenshots'] });
    console.log(
      `── ${title}: ${passed} passed, ${failed} failed in ${Math.round((Date.now() - begin) / 1000)} s`,
    );
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}
