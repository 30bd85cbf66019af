import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: [`${import.meta.dirname}/harness/globalSetup.ts`],
    // A training takes seconds to import TensorFlow, on a busy machine several times as long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // On a busy machine a view can take seconds to follow.
    expect: { poll: { timeout: 20_000 } },
    // One editor at a time: each has an extension host, a debugger and a training process.
    fileParallelism: false,
  },
});
