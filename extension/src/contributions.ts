/** Names that the manifest (package.json) declares; `tests/extension/manifest.test.ts` holds the two together. */

export const debugType = 'keras';

/** What *Debug Keras fit* is called wherever it is offered. */
export const fitName = 'Debug Keras fit';

/** The same, in compiled training: `"execution": "replay"`. */
export const fullSpeedName = 'Debug Keras fit (full speed)';

export const commands = {
  debugFile: 'kerasDebug.debugFile',
  debugFileFullSpeed: 'kerasDebug.debugFileFullSpeed',
  pauseAtNextStep: 'kerasDebug.pauseAtNextStep',
  runAgain: 'kerasDebug.runAgain',
  rewind: 'kerasDebug.rewind',
  skipUpdate: 'kerasDebug.skipUpdate',
  showLog: 'kerasDebug.showLog',
  addTensorBreakpoint: 'kerasDebug.addTensorBreakpoint',
  watchTensor: 'kerasDebug.watchTensor',
  editTensorBreakpoint: 'kerasDebug.editTensorBreakpoint',
  removeTensorBreakpoint: 'kerasDebug.removeTensorBreakpoint',
  removeAllTensorBreakpoints: 'kerasDebug.removeAllTensorBreakpoints',
  ignoreLine: 'kerasDebug.ignoreLine',
  ignoreStopInLayer: 'kerasDebug.ignoreStopInLayer',
  ignoreStopOnLine: 'kerasDebug.ignoreStopOnLine',
  stopEarlier: 'kerasDebug.stopEarlier',
  openTensor: 'kerasDebug.openTensor',
  overfitOneBatch: 'kerasDebug.overfitOneBatch',
  checkData: 'kerasDebug.checkData',
  testLayer: 'kerasDebug.testLayer',
  baselines: 'kerasDebug.baselines',
  compareRuns: 'kerasDebug.compareRuns',
  showModelOf: 'kerasDebug.showModelOf',
  explainCheck: 'kerasDebug.explainCheck',
  restartLanguageServer: 'kerasDebug.restartLanguageServer',
} as const;

export const tensorBreakpointsView = 'kerasDebug.tensorBreakpoints';

/** VS Code's own command. */
export const focusBreakpoints = 'workbench.debug.action.focusBreakpointsView';

export const hasTensorStopKey = 'kerasDebug.hasTensorStop';

/** Whether the active editor shows Python that imports Keras or TensorFlow. */
export const isTrainingScriptKey = 'kerasDebug.isTrainingScript';

export const hasTensorBreakpointsKey = 'kerasDebug.hasTensorBreakpoints';

/** What can be done about the tensor stop that is shown, see `stopActions`. */
export const stopActionKeys = {
  ignoreLayer: 'kerasDebug.canIgnoreLayer',
  ignoreLine: 'kerasDebug.canIgnoreLine',
  stopEarlier: 'kerasDebug.canStopEarlier',
} as const;

/** Whether the session that is shown trains at full speed. */
export const replaysKey = 'kerasDebug.replays';

/** Whether the step that is paused can be run again. */
export const canRewindKey = 'kerasDebug.canRewind';

export const settings = {
  section: 'kerasDebug',
  python: 'python',
  languageServer: 'languageServer',
  codeLens: 'codeLens',
  lastRun: 'lastRun',
  severity: 'checks.severity',
} as const;
