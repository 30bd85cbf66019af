// Chromium for the end-to-end tests.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureDebianPackages } from './debian.mjs';
import { CACHE, ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './steps.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Returns the path of a Chromium: this machine's, otherwise Debian's package or Playwright's download. */
export async function ensureBrowser() {
  const chosen = process.env.KERAS_DEBUG_CHROMIUM;
  const found = [chosen, ...PLACES].find((file) => file && isBrowser(file));
  if (found) {
    return found;
  }
  await ensureDebianPackages(['chromium', 'fonts-dejavu-core'], 'The end-to-end tests');
  return PLACES.find(isBrowser) ?? (await downloadBrowser());
}

/** Ubuntu's chromium is a script that asks for a snap: it has to answer. */
const isBrowser = (file) =>
  fs.existsSync(file) && spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout?.includes('Chrom');

async function downloadBrowser() {
  const folder = path.join(CACHE, 'playwright');
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: folder };
  const cli = path.join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
  await runStep('Downloading Chromium for the tests', process.execPath, [cli, 'install', 'chromium'], {
    env,
    remedy: 'Install Chrome or Chromium and set KERAS_DEBUG_CHROMIUM to its path.',
  });
  process.env.PLAYWRIGHT_BROWSERS_PATH = folder;
  const { chromium } = await import('playwright-core');
  if (!fs.existsSync(chromium.executablePath())) {
    throw new Problem('Install Chrome or Chromium and set KERAS_DEBUG_CHROMIUM to its path.');
  }
  return chromium.executablePath();
}
