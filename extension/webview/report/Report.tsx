import { type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type RecordedRun, type RecordedStop } from '../../shared/generated/protocol';
import { RecordedPanels } from './RecordedPanels';

/** A run that is over: its stops, each with its panels. */
export function Report({ run }: { run: RecordedRun }): VNode {
  const { script, written, versions, stops, more } = run;
  const [shown, setShown] = useState(0);
  const stop = stops[shown];
  const answers = useMemo(() => stop?.answers ?? run.answers, [stop, run]);
  return (
    <>
      <header class="run">
        <p class="muted">
          <strong>{script}</strong> · {new Date(written).toLocaleString()} · {versions}
        </p>
        <p>{sentenceOf(run)}</p>
        {stops.length > 1 && (
          <label>
            Stop{' '}
            <select
              value={shown}
              onChange={({ currentTarget }) => {
                setShown(Number(currentTarget.value));
              }}
            >
              {stops.map((each, index) => (
                <option key={index} value={index}>
                  {titleOf(each)}
                </option>
              ))}
            </select>
          </label>
        )}
        {more > 0 && (
          <p class="muted">
            {more} more {more === 1 ? 'was found and is' : 'were found and are'} not in this page.
          </p>
        )}
      </header>
      <RecordedPanels key={shown} stop={stop?.stop ?? null} answers={answers} hints={run.hints ?? []} />
    </>
  );
}

function titleOf({ stop: { finding } }: RecordedStop): string {
  const { title, step, location } = finding;
  const where = location ? ` at line ${location.line}` : '';
  return `${title}${where}${step === undefined ? '' : `, step ${step}`}`;
}

const endings: Readonly<Record<RecordedRun['ended'], string>> = {
  completed: 'The script ran to its end.',
  stopped: 'The run was ended at the finding.',
  exception: 'The script ended with an exception.',
  interrupted: 'The run was interrupted.',
};

function sentenceOf({ ended, stops, more }: RecordedRun): string {
  const count = stops.length + more;
  const findings = count === 0 ? 'Nothing was found.' : count === 1 ? 'One finding.' : `${count} findings.`;
  return `${findings} ${endings[ended]}`;
}
