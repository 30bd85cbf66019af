// extension/bundled-language: what the language server needs of others. A folder of its own, apart from debugpy's:
// a training script may never find these in the place of its own.
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED_FOR_LANGUAGE, CACHE, PYTHON } from './paths.mjs';
import { runStep } from './steps.mjs';

/** All of them are pure Python; the last one is for Python 3.10. */
const PACKAGES = [
  'pygls==2.1.1',
  'lsprotocol==2025.0.0',
  'cattrs==26.2.1',
  'attrs==26.1.0',
  'typing_extensions==4.16.0',
  'exceptiongroup==1.3.1',
];

/** Makes sure that the folder holds them. */
export async function ensureLanguagePackages() {
  const stamp = path.join(BUNDLED_FOR_LANGUAGE, 'version');
  const wanted = `${PACKAGES.join(' ')}\n`;
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  const folder = path.join(CACHE, 'language', PACKAGES[0]);
  const args = ['-m', 'pip', '--disable-pip-version-check', 'download', '--quiet', '--no-deps'];
  args.push('--only-binary', ':all:', '--platform', 'any', '--python-version', '3.10', '--dest', folder);
  await runStep('Downloading pygls', PYTHON, [...args, ...PACKAGES], {
    remedy: 'Check the network connection, or the proxy and index in your pip configuration.',
  });
  const names = PACKAGES.map((each) => each.replace('==', '-').toLowerCase());
  const wheels = fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.whl') && names.some((name) => file.toLowerCase().startsWith(name)));
  fs.rmSync(BUNDLED_FOR_LANGUAGE, { recursive: true, force: true });
  fs.mkdirSync(BUNDLED_FOR_LANGUAGE, { recursive: true });
  const unpack =
    'import sys, zipfile\nfor name in sys.argv[2:]: zipfile.ZipFile(name).extractall(sys.argv[1])';
  const files = wheels.map((wheel) => path.join(folder, wheel));
  await runStep('Unpacking pygls', PYTHON, ['-c', unpack, BUNDLED_FOR_LANGUAGE, ...files]);
  fs.writeFileSync(stamp, wanted);
}
