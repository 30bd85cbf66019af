/** Custom requests on a debug session, typed. Pure: a session is whatever takes them. */
import { type Messages } from '../../shared/generated/protocol';

export interface Session {
  customRequest(command: string, args: unknown): PromiseLike<unknown>;
}

/** The adapter answers at once; a script that computes may take a while to. */
const patience = 5_000;

/** Rejects with the adapter's error, or when there is no answer in time. */
export async function ask<C extends keyof Messages>(
  session: Session,
  command: C,
  args: Messages[C]['arguments'],
  milliseconds = patience,
): Promise<Messages[C]['body']> {
  const question = session.customRequest(command, args) as PromiseLike<Messages[C]['body']>;
  return withTimeout(question, milliseconds);
}

export async function withTimeout<T>(promise: PromiseLike<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The script did not answer within ${milliseconds / 1000} s.`));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
