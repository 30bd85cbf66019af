// What each sample is made to show, from its own expected.json.
import fs from 'node:fs';
import path from 'node:path';
import { SAMPLES } from './environment';

export interface Expected {
  readonly epoch: number;
  readonly step: number;
  /** Text on the line that is to blame. */
  readonly marker: string;
  readonly function: string | null;
  readonly layer: string | null;
  readonly op: string | null;
  readonly rows: readonly number[];
  readonly datasetRows: readonly number[];
}

/** The finding of a sample that has one. */
export function expectedFinding(sample: string): Expected {
  const text = fs.readFileSync(path.join(SAMPLES, sample, 'expected.json'), 'utf8');
  const { finding } = JSON.parse(text) as { finding: Expected | null };
  if (!finding) {
    throw new Error(`nothing is to be found in ${sample}`);
  }
  return finding;
}
