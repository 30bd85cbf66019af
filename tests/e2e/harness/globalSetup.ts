// One VS Code server with the packaged extension installed, for all test files.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { installVsix, prepareProfile, startServer } from '../../../extension/scripts/lib/editor-server.mjs';
import { FAILURES, VSIX } from './environment';
import { createTrainingEnvironment } from './pythonEnvironments';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder that is deleted after the run; workspaces are made in it. */
    temporary: string;
    /** Address of the workbench without a folder. */
    origin: string;
    /** A virtual environment with TensorFlow and Keras, without debugpy and our code. */
    trainingEnvironment: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  fs.rmSync(FAILURES, { recursive: true, force: true });
  // Short: VS Code makes sockets below it, and their paths are limited to about 100 characters.
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'kd-e2e-'));
  const trainingEnvironment = createTrainingEnvironment(path.join(temporary, 'training'));
  const profile = prepareProfile(path.join(temporary, 'profile'));
  installVsix(profile, VSIX);
  const server = await startServer(profile, {
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    // The extension host of a closed page would wait three hours for it.
    options: ['--reconnection-grace-time', '5'],
  });
  project.provide('temporary', temporary);
  project.provide('origin', server.address(''));
  project.provide('trainingEnvironment', trainingEnvironment);
  return async () => {
    await server.stop();
    fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
}
