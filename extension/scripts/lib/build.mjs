// The extension's one script and the pages of its panels.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const DIST = path.join(ROOT, 'extension', 'dist');
const WEBVIEW = path.join(ROOT, 'extension', 'webview');

/** One page a folder: extension/webview/<page>/main.ts(x) becomes dist/webview/<page>.js, its CSS <page>.css. */
function pages() {
  const entries = {};
  for (const name of fs.readdirSync(WEBVIEW)) {
    for (const main of ['main.tsx', 'main.ts']) {
      const file = path.join(WEBVIEW, name, main);
      if (fs.existsSync(file)) {
        entries[name] = file;
      }
    }
  }
  return entries;
}

/** Builds everything into extension/dist; with `watch` it goes on until the process ends. */
export async function build({ watch = false, minify = true } = {}) {
  const esbuild = await import('esbuild');
  fs.rmSync(DIST, { recursive: true, force: true });
  const common = { bundle: true, minify, sourcemap: minify ? false : 'linked', logLevel: 'warning' };
  const extension = {
    ...common,
    entryPoints: { extension: path.join(ROOT, 'extension', 'src', 'extension.ts') },
    outdir: DIST,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  };
  const webview = {
    ...common,
    entryPoints: pages(),
    outdir: path.join(DIST, 'webview'),
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  };
  for (const options of [extension, webview]) {
    if (watch) {
      await (await esbuild.context(options)).watch();
    } else {
      await esbuild.build(options);
    }
  }
}
