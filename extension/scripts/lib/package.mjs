// The .vsix: what users install and what the end-to-end tests run.
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureDebugpy } from './debugpy.mjs';
import { ROOT, TARGET } from './paths.mjs';
import { step } from './steps.mjs';

/** Builds and packs the extension for `target`; returns the path of the .vsix. */
export async function packageExtension(target = TARGET) {
  await ensureDebugpy(target);
  const { createVSIX } = await import('@vscode/vsce');
  const { name, version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const packagePath = path.join(ROOT, `${name}-${version}-${target}.vsix`);
  await step('Building and packing the extension', async () => {
    await build();
    // Without dependencies: esbuild has put what is used of them into dist.
    const options = { cwd: ROOT, packagePath, target, dependencies: false, allowMissingRepository: true };
    await quietly(() => createVSIX({ ...options, skipLicense: true }));
  });
  return packagePath;
}

/** vsce lists every file on the console. */
async function quietly(work) {
  const { log } = console;
  console.log = () => {};
  try {
    await work();
  } finally {
    console.log = log;
  }
}
