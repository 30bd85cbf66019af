import { type VNode } from 'preact';
import { type Finding } from '../../shared/generated/protocol';
import { kindLabel } from '../../shared/kinds';
import { Actions } from './Actions';
import { Evidence } from './Evidence';
import { PanelLinks } from './PanelLinks';
import { Fact } from '../common/Fact';
import { LocationLink } from '../common/LocationLink';
import { Prose } from '../common/Prose';
import { useSurroundings } from '../common/useAnswer';

/** The finding in words: the conclusion large, then where and when. */
export function FindingHeader({ finding }: { finding: Finding }): VNode {
  const { recorded } = useSurroundings();
  const { kind, title, phase, epoch, step, layer, op, location, batch } = finding;
  const conclusion = conclusionOf(finding);
  return (
    <header class="finding">
      <p class="eyebrow">
        <span class="badge">{kindLabel(kind)}</span> {phase}
        {epoch !== undefined && ` · epoch ${epoch}`}
        {step !== undefined && ` · step ${step}`}
      </p>
      <h1>{title}</h1>
      {conclusion !== undefined && (
        <p class="message">
          <Prose text={conclusion} />
        </p>
      )}
      <Evidence finding={finding} />
      <dl class="facts">
        <Fact name="Line">{location && <LocationLink location={location} />}</Fact>
        <Fact name="Layer">{layer && <code>{layer}</code>}</Fact>
        <Fact name="Op">{op && <code>{op}</code>}</Fact>
        <Fact name="Batch rows">{batch && listed(batch.rows)}</Fact>
        <Fact name="Data set rows">{batch && listed(batch.datasetRows.filter((row) => row !== null))}</Fact>
      </dl>
      {!recorded && (
        <>
          <Actions finding={finding} />
          <PanelLinks />
        </>
      )}
    </header>
  );
}

/**
 * The message's first line; the others say for the exception widget what has a place of its own here. Nothing where the
 * first cause says the same.
 */
function conclusionOf({ message, causes }: Finding): string | undefined {
  const line = message.split('\n', 1)[0] ?? message;
  return causes[0]?.message.startsWith(line.replace(/[….]+$/, '')) ? undefined : line;
}

/** More rows than fit a line are in the batch's table. */
const mostRows = 8;

function listed(rows: readonly number[]): string {
  const more = rows.length > mostRows ? ` and ${rows.length - mostRows} more` : '';
  return rows.slice(0, mostRows).join(', ') + more;
}
