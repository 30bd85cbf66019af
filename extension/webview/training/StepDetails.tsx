import { type VNode } from 'preact';
import { type TrainingMarker } from '../../shared/generated/protocol';
import { formatValue } from '../common/numbers';
import { groups, type Line, readingAt } from './course';
import { Happened } from './Happened';

interface Properties {
  readonly step: number;
  readonly lines: readonly Line[];
  readonly markers: readonly TrainingMarker[];
  readonly unpin: () => void;
}

/** All that is known of one step: what happened there, and the value of every line. */
export function StepDetails({ step, lines, markers, unpin }: Properties): VNode {
  const readings = groups.flatMap(({ group, title, unit }) =>
    lines
      .filter((line) => line.group === group)
      .flatMap((line) => {
        const reading = readingAt(line, step);
        return reading ? [{ line, title, unit, reading }] : [];
      }),
  );
  const merged = readings.some(({ reading }) => reading.last > reading.first);
  const here = markers.filter((marker) => marker.step === step);
  return (
    <section aria-labelledby="step">
      <h2 id="step">
        Step {step}{' '}
        <button type="button" class="link" onClick={unpin}>
          Close
        </button>
      </h2>
      {here.length > 0 && <Happened markers={here} />}
      <div class="scroll" role="region" aria-label={`Values at step ${step}`} tabIndex={0}>
        <table class="readings">
          <thead>
            <tr>
              <th scope="col">line</th>
              <th scope="col">of</th>
              <th scope="col">{merged ? 'mean' : 'value'}</th>
              {merged && <th scope="col">lowest</th>}
              {merged && <th scope="col">highest</th>}
              <th scope="col">{merged ? 'over steps' : 'of step'}</th>
            </tr>
          </thead>
          <tbody>
            {readings.map(({ line, title, unit, reading: { first, last, mean, minimum, maximum } }) => (
              <tr key={`${line.group} ${line.name}`}>
                <th scope="row">{line.name}</th>
                <td>
                  {title}
                  {unit && `, ${unit}`}
                </td>
                <td class={Number.isFinite(mean) ? 'number' : 'number bad'}>{formatValue(mean)}</td>
                {merged && <td class="number">{formatValue(minimum)}</td>}
                {merged && <td class="number">{formatValue(maximum)}</td>}
                <td class={first === step || last > first ? 'number' : 'number muted'}>
                  {last > first ? `${first}–${last}` : first}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
