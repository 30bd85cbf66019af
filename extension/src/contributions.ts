/** Names that the manifest (package.json) declares; `tests/extension/manifest.test.ts` holds the two together. */

export const debugType = 'keras';

/** What *Debug Keras fit* is called wherever it is offered. */
export const fitName = 'Debug Keras fit';

export const commands = {
  debugFile: 'kerasDebug.debugFile',
  showTensorStop: 'kerasDebug.showTensorStop',
  showLog: 'kerasDebug.showLog',
} as const;

export const panelViewType = 'kerasDebug.tensorStop';

export const hasTensorStopKey = 'kerasDebug.hasTensorStop';

export const settings = { section: 'kerasDebug', python: 'python' } as const;
