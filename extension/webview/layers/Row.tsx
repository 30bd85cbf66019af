import { type ComponentChildren, type VNode } from 'preact';
import { type LayerRow } from '../../shared/generated/protocol';
import { formatBytes, formatCount, formatShape, formatShare, formatValue } from '../common/numbers';
import { useSurroundings } from '../common/useAnswer';
import { SparkLine } from './SparkLine';
import { type Range } from './drawing';

interface Properties {
  readonly row: LayerRow;
  readonly range: Range;
  /** Whether the rows stand in the model's order, so that a place in it can be shown by indenting. */
  readonly nested: boolean;
  /** Whether the page was opened for it. */
  readonly current: boolean;
}

/** Dead units, vanished gradients and what is worse; the scale is that of the probe's `core/layer_health.py`. */
const alarming = 3;

export function Row({ row, range, nested, current }: Properties): VNode {
  const { nonFinite, zeros, sampled } = row;
  const about = sampled ? '≈ ' : '';
  return (
    <tr
      class={`${gravity(row)} ${row.called && row.seenAt === undefined ? '' : 'earlier'}`}
      {...(current && { 'aria-current': 'true' as const })}
    >
      <th scope="row" style={nested ? { paddingLeft: `${8 + row.depth * 14}px` } : {}}>
        <Name row={row} nested={nested} />
        {row.why !== undefined && (
          <span class="why">
            <Mark />
            {row.why}
          </span>
        )}
      </th>
      <Cell value={row.standardDeviation} row={row} column="standardDeviation">
        <SparkLine line={row.activations} range={range} />
      </Cell>
      <Cell value={row.gradientNorm} row={row} column="gradientNorm">
        <SparkLine line={row.gradients} range={range} logarithmic />
      </Cell>
      <Cell value={row.updateRatio} row={row} column="updateRatio">
        <SparkLine line={row.updates} range={range} logarithmic />
      </Cell>
      <Cell text={zeros === undefined ? undefined : about + formatShare(zeros, 1)} row={row} column="zeros" />
      <Cell
        text={nonFinite === undefined ? undefined : about + formatCount(nonFinite)}
        row={row}
        column="nonFinite"
      />
      <Cell value={row.mean} row={row} />
      <Cell value={row.weightNorm} row={row} column="weightNorm" />
      <Cell text={formatBytes(row.bytes)} row={row} />
      <td class="output">
        <Output row={row} />
      </td>
    </tr>
  );
}

/** A slow update is worth a look, and no alarm. */
function gravity({ badness }: LayerRow): string {
  return badness >= alarming ? 'bad' : badness > 0 ? 'mild' : '';
}

/** The layer's own name, which opens the line that made it. */
function Name({ row, nested }: { row: LayerRow; nested: boolean }): VNode {
  const { host } = useSurroundings();
  const { path, className, location, parameters } = row;
  const above = path.lastIndexOf('/') + 1;
  const name = path.slice(above);
  const title = `${path}, ${className}, ${formatCount(parameters)} parameters`;
  return (
    <span class="name" title={title}>
      {location ? (
        <button
          type="button"
          class="link"
          title={`${title}\nGo to the line that makes it`}
          onClick={() => {
            host.openLocation(location);
          }}
        >
          {name}
        </button>
      ) : (
        <span class="plain">{name}</span>
      )}{' '}
      <span class="muted">
        {className}
        {!nested && above > 0 && ` in ${path.slice(0, above - 1)}`}
      </span>
    </span>
  );
}

function Output({ row }: { row: LayerRow }): VNode {
  const { host, live } = useSurroundings();
  const { shape, dtype, reference, called, seenAt } = row;
  const text = shape && `${dtype ?? ''}${formatShape(shape)}`;
  return (
    <>
      {text !== undefined && reference ? (
        <button
          type="button"
          class="link"
          title="Open the tensor"
          disabled={!live}
          onClick={() => {
            host.open('tensor', { tensor: reference });
          }}
        >
          {text}
        </button>
      ) : (
        <span>{text ?? '–'}</span>
      )}
      {(!called || seenAt !== undefined) && (
        <span class="muted seen">
          {seenAt === undefined ? 'has not run in this step' : `as of step ${seenAt}`}
        </span>
      )}
    </>
  );
}

interface CellProperties {
  readonly row: LayerRow;
  /** Null is a number that is not finite, undefined one that is not known. */
  readonly value?: number | null | undefined;
  readonly text?: string | undefined;
  readonly column?: NonNullable<LayerRow['odd']>[number];
  readonly children?: ComponentChildren;
}

function Cell({ row, value, text, column, children }: CellProperties): VNode {
  const odd = column !== undefined && row.odd?.includes(column) === true;
  const shown = text ?? (value === null ? 'not finite' : value === undefined ? '–' : formatValue(value));
  return (
    <td class={`number ${odd ? 'odd' : ''}`}>
      {odd && <Mark />}
      {shown}
      {children}
    </td>
  );
}

export function Mark(): VNode {
  return (
    <span class="mark" role="img" aria-label="odd">
      ⚠
    </span>
  );
}
