/** Something that the person at the keyboard can mend: shown as a sentence, without a stack trace. */
export class Problem extends Error {}

/** Runs a script's `main`, turns what it throws into a readable end and a non-zero exit code. */
export async function runMain(main) {
  try {
    const code = await main();
    process.exitCode = code ?? 0;
  } catch (error) {
    console.error(error instanceof Problem ? `\n✗ ${error.message}` : error);
    process.exitCode = 1;
  }
}
