// extension/bundled/debugpy: the one third-party package that comes with the extension, so that a user's
// Python needs nothing but TensorFlow. The wheels of one platform differ in compiled parts alone.
import fs from 'node:fs';
import path from 'node:path';
import { BUNDLED, CACHE, PYTHON, TARGET } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './steps.mjs';

export const DEBUGPY_VERSION = '1.8.22';
const PYTHON_VERSIONS = ['3.10', '3.11', '3.12', '3.13'];

/** Platform tags of pip by vsce target; for other targets the pure-Python wheel alone is used. */
const PIP_PLATFORMS = {
  'linux-x64': ['manylinux2014_x86_64', 'manylinux_2_34_x86_64'],
  'darwin-x64': ['macosx_15_0_x86_64', 'macosx_15_0_universal2'],
  'darwin-arm64': ['macosx_15_0_universal2'],
  'win32-x64': ['win_amd64'],
};

/** Makes sure that extension/bundled holds debugpy for `target`. */
export async function ensureDebugpy(target = TARGET) {
  const stamp = path.join(BUNDLED, 'version');
  const wanted = `debugpy ${DEBUGPY_VERSION} ${target}\n`;
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  const wheels = await downloadWheels(target);
  fs.rmSync(BUNDLED, { recursive: true, force: true });
  fs.mkdirSync(BUNDLED, { recursive: true });
  const unpack =
    'import sys, zipfile\nfor name in sys.argv[2:]: zipfile.ZipFile(name).extractall(sys.argv[1])';
  await runStep('Unpacking debugpy', PYTHON, ['-c', unpack, BUNDLED, ...wheels]);
  keepWhatIsNeeded(target);
  fs.writeFileSync(stamp, wanted);
}

async function downloadWheels(target) {
  const folder = path.join(CACHE, 'debugpy', DEBUGPY_VERSION, target);
  const pure = path.join(folder, 'any');
  const jobs = [[pure, ['--platform', 'any', '--python-version', '3.10']]];
  for (const version of PIP_PLATFORMS[target] ? PYTHON_VERSIONS : []) {
    const platforms = PIP_PLATFORMS[target].flatMap((name) => ['--platform', name]);
    jobs.push([path.join(folder, version), [...platforms, '--python-version', version]]);
  }
  const wheels = [];
  for (const [index, [destination, options]] of jobs.entries()) {
    const found = findWheel(destination) ?? (await download(destination, options, index, jobs.length));
    wheels.push(found);
  }
  return wheels;
}

async function download(destination, options, index, total) {
  const args = ['-m', 'pip', '--disable-pip-version-check', 'download', '--quiet', '--no-deps'];
  args.push('--only-binary', ':all:', '--implementation', destination.endsWith('any') ? 'py' : 'cp');
  args.push('--dest', destination, ...options, `debugpy==${DEBUGPY_VERSION}`);
  await runStep(`Downloading debugpy ${DEBUGPY_VERSION} (${index + 1} of ${total})`, PYTHON, args, {
    remedy: 'Check the network connection, or the proxy and index in your pip configuration.',
  });
  const wheel = findWheel(destination);
  if (!wheel) {
    throw new Problem(`pip said that it downloaded debugpy to ${destination}, but there is no wheel.`);
  }
  return wheel;
}

function findWheel(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const name = names.find((candidate) => candidate.endsWith('.whl'));
  return name && path.join(folder, name);
}

/** Compiled files that a target cannot load. */
const FOREIGN = {
  linux: /\.(pyd|dll|exe|dylib)$/,
  darwin: /\.(pyd|dll|exe)$|_linux_.*\.so$/,
  win32: /\.(so|dylib)$|\.cp39-/,
};

/** Leaves out other platforms' binaries, the sources of compiled parts, and tests. */
function keepWhatIsNeeded(target) {
  const foreign = FOREIGN[target.split('-')[0]];
  const cythonSources = /\.(c|cpp|hpp|pyx|pxd|pdb)$|\.template\.|[\\/]tests$/;
  for (const entry of fs.readdirSync(BUNDLED, { recursive: true })) {
    if (foreign.test(entry) || cythonSources.test(entry)) {
      fs.rmSync(path.join(BUNDLED, entry), { recursive: true, force: true });
    }
  }
}
