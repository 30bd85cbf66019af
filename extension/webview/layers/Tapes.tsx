import { type VNode } from 'preact';
import { type GradientRow, type GradientTable } from '../../shared/generated/protocol';
import { LocationLink } from '../common/LocationLink';
import { formatShape, formatShare, formatValue } from '../common/numbers';
import { useSurroundings } from '../common/useAnswer';
import { Mark } from './Row';

/** Second over first order: an order of magnitude, as the breakpoint for gradients has it. */
const oddRatio = 10;

/** The gradients that the script takes itself, a table a tape. */
export function Tapes({ tapes }: { tapes: readonly GradientTable[] }): VNode | null {
  return tapes.length === 0 ? null : (
    <section aria-labelledby="tapes">
      <h2 id="tapes">Gradients of the script’s own tapes</h2>
      {tapes.map((tape, index) => (
        <Tape key={index} tape={tape} />
      ))}
    </section>
  );
}

function Tape({ tape }: { tape: GradientTable }): VNode {
  const { title, location, rows } = tape;
  const second = rows.some((row) => row.second !== undefined);
  return (
    <div class="tape">
      <h3>
        <code>{title}</code> {location && <LocationLink location={location} />}
      </h3>
      <div class="scroll" role="region" aria-label={`Gradients: ${title}`} tabIndex={0}>
        <table class="layers">
          <thead>
            <tr>
              <th scope="col">With respect to</th>
              <th scope="col" class="number">
                {second ? '1st norm' : 'Norm'}
              </th>
              {second && (
                <>
                  <th scope="col" class="number">
                    2nd norm
                  </th>
                  <th scope="col" class="number">
                    2nd ÷ 1st
                  </th>
                  <th scope="col">Same sign</th>
                </>
              )}
              <th scope="col">Shape</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Source key={index} row={row} second={second} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Source({ row, second }: { row: GradientRow; second: boolean }): VNode {
  const { host, live } = useSurroundings();
  const { name, shape, reference, first, ratio, signAgreement, missing } = row;
  const odd = typeof ratio === 'number' && ratio >= oddRatio;
  return (
    <tr>
      <th scope="row">
        {reference ? (
          <button
            type="button"
            class="link"
            title="Open the gradient that is applied"
            disabled={!live}
            onClick={() => {
              host.open('tensor', { tensor: reference });
            }}
          >
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      <td class={`number ${missing && !second ? 'odd' : ''}`}>
        {missing && !second ? 'no gradient' : known(first)}
      </td>
      {second && (
        <>
          <td class={`number ${missing ? 'odd' : ''}`}>{missing ? 'no gradient' : known(row.second)}</td>
          <td class={`number ${odd ? 'odd' : ''}`}>
            {odd && <Mark />}
            {known(ratio)}
          </td>
          <td>
            {typeof signAgreement === 'number' ? (
              <span class="agreement">
                <span class="track" aria-hidden="true">
                  <span style={{ width: `${100 * signAgreement}%` }} />
                </span>
                {formatShare(signAgreement, 1)}
              </span>
            ) : (
              '–'
            )}
          </td>
        </>
      )}
      <td class="output">{formatShape(shape)}</td>
    </tr>
  );
}

function known(value: number | null | undefined): string {
  return value === null ? 'not finite' : value === undefined ? '–' : formatValue(value);
}
