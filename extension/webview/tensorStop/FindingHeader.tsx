import { type ComponentChildren, type VNode } from 'preact';
import { type BatchRows, type Finding } from '../../shared/generated/protocol';
import { LocationLink } from './LocationLink';

const kinds: Readonly<Record<Finding['kind'], string>> = { nan: 'NaN', inf: '+Inf' };

/** The finding in words: the conclusion large, then where and when. */
export function FindingHeader({ finding }: { finding: Finding }): VNode {
  const { kind, title, message, phase, epoch, step, layer, op, location, batch } = finding;
  return (
    <header class="finding">
      <p class="eyebrow">
        <span class="badge">{kinds[kind]}</span> {phase}
        {epoch !== undefined && ` · epoch ${epoch}`}
        {step !== undefined && ` · step ${step}`}
      </p>
      <h1>{title}</h1>
      <p class="message">{message}</p>
      <dl class="facts">
        <Fact name="Line">{location && <LocationLink location={location} />}</Fact>
        <Fact name="Layer">{layer && <code>{layer}</code>}</Fact>
        <Fact name="Op">{op && <code>{op}</code>}</Fact>
        <Fact name="Batch rows">{batch && batch.rows.length > 0 && rowsInWords(batch)}</Fact>
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode | null {
  return children ? (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;
}

/** More rows than fit a line are in the batch's table. */
const mostRows = 8;

function rowsInWords({ rows, datasetRows }: BatchRows): string {
  const shown = rows.slice(0, mostRows).map((row, index) => {
    const datasetRow = datasetRows[index];
    return typeof datasetRow === 'number' ? `${row} (data set row ${datasetRow})` : `${row}`;
  });
  return shown.join(', ') + (rows.length > mostRows ? ` and ${rows.length - mostRows} more` : '');
}
