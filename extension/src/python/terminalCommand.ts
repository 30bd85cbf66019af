/** A command line for the shell of VS Code's terminal. */

interface Shell {
  /** Words that need no quotes. */
  readonly plain: RegExp;
  readonly quote: (word: string) => string;
  /** Makes a quoted word a command. */
  readonly call: string;
}

const plainPosix = /^[\w@%+=:,./-]+$/;
const plainWindows = /^[\w@+=:./\\-]+$/;

const posix: Shell = {
  plain: plainPosix,
  quote: (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  call: '',
};
const powerShell: Shell = {
  plain: plainWindows,
  quote: (word) => `'${word.replaceAll("'", "''")}'`,
  call: '& ',
};
const commandPrompt: Shell = { plain: plainWindows, quote: (word) => `"${word}"`, call: '' };

export function terminalCommand(shell: string, words: readonly string[]): string {
  const { plain, quote, call } = shellNamed(shell.toLowerCase().split(/[\\/]/).at(-1) ?? '');
  return call + words.map((word) => (plain.test(word) ? word : quote(word))).join(' ');
}

function shellNamed(name: string): Shell {
  if (name.startsWith('pwsh') || name.startsWith('powershell')) {
    return powerShell;
  }
  return name.startsWith('cmd') ? commandPrompt : posix;
}
