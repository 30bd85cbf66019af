/** Attributes that keras-debug does not define itself and lets through. */

/** VS Code's own; it writes some of them itself, those with two underscores for example. */
const ofVisualStudioCode = new Set([
  'type',
  'name',
  'request',
  'debugServer',
  'internalConsoleOptions',
  'linux',
  'osx',
  'windows',
  'postDebugTask',
  'preLaunchTask',
  'preRestartTask',
  'presentation',
  'restart',
  'serverReadyAction',
  'suppressMultipleSessionWarning',
  'suppressDebugStatusbar',
  'suppressDebugToolbar',
  'suppressDebugView',
  'suppressSaveBeforeStart',
  'noDebug',
]);

/** debugpy's, from its documentation and its adapter; they mean here what they mean there. */
const ofDebugpy = new Set([
  'autoReload',
  'consoleName',
  'consoleTitle',
  'debugOptions',
  'django',
  'gevent',
  'guiEventLoop',
  'jinja',
  'listen',
  'logToFile',
  'pathMappings',
  'processId',
  'purpose',
  'pythonArgs',
  'redirectOutput',
  'rules',
  'showReturnValue',
  'stdioEncoding',
  'steppingResumesAllThreads',
  'subProcessId',
  'sudo',
  'variablePresentation',
]);

export function isPassedOn(name: string): boolean {
  return name.startsWith('__') || ofVisualStudioCode.has(name) || ofDebugpy.has(name);
}
