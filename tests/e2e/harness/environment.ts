// What `npm test` hands to the tests by environment variables.
import path from 'node:path';
import { ROOT } from '../../../extension/scripts/lib/paths.mjs';

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: run the tests with \`npm run e2e\`.`);
  }
  return value;
}

export const VSIX = required('KERAS_DEBUG_VSIX');
export const CHROMIUM = required('KERAS_DEBUG_CHROMIUM');

/** Only on demand: each run paints a few pixels differently. */
export const UPDATE_SCREENSHOTS = process.env['KERAS_DEBUG_UPDATE_SCREENSHOTS'] === '1';

export const SAMPLES = path.join(ROOT, 'samples');
export const SCREENSHOTS = path.join(ROOT, 'extension', 'media', 'screenshots');

/** What went wrong in a failed test: a picture and the page's text. */
export const FAILURES = path.join(ROOT, 'tests', 'e2e', 'dist', 'failures');
