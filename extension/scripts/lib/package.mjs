// The .vsix: what users install and what the end-to-end tests run.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureDebugpy } from './debugpy.mjs';
import { ensureLanguagePackages } from './language-packages.mjs';
import { ROOT, TARGET } from './paths.mjs';
import { step } from './steps.mjs';

const INPUTS = ['package.json', 'package-lock.json', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE'];
const INPUT_FOLDERS = [
  'pyadapter',
  'extension/src',
  'extension/shared',
  'extension/webview',
  'extension/media',
  'extension/scripts/lib',
];

/** Builds and packs the extension for `target`, unless nothing changed; returns the path of the .vsix. */
export async function packageExtension(target = TARGET) {
  await ensureDebugpy(target);
  await ensureLanguagePackages();
  const { name, version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const packagePath = path.join(ROOT, `${name}-${version}-${target}.vsix`);
  const stamp = path.join(ROOT, 'node_modules', `.${path.basename(packagePath)}`);
  const wanted = fingerprint();
  if (fs.existsSync(packagePath) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) {
    return packagePath;
  }
  const { createVSIX } = await import('@vscode/vsce');
  await step('Building and packing the extension', async () => {
    await build();
    // Without dependencies: esbuild has put what is used of them into dist.
    const options = { cwd: ROOT, packagePath, target, dependencies: false, rewriteRelativeLinks: false };
    await quietly(() => createVSIX({ ...options, allowMissingRepository: true }));
  });
  fs.writeFileSync(stamp, wanted);
  return packagePath;
}

function fingerprint() {
  const hash = createHash('sha256');
  const inFolders = INPUT_FOLDERS.flatMap((folder) =>
    fs.existsSync(path.join(ROOT, folder))
      ? fs.readdirSync(path.join(ROOT, folder), { recursive: true }).map((name) => path.join(folder, name))
      : [],
  );
  for (const name of [...INPUTS, ...inFolders.filter((file) => !file.includes('__pycache__')).sort()]) {
    const file = path.join(ROOT, name);
    if (fs.existsSync(file) && fs.statSync(file).isFile()) {
      hash.update(`${name}\n`).update(fs.readFileSync(file));
    }
  }
  return hash.digest('hex');
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
