import { type ComponentChildren, type VNode } from 'preact';
import { type Statistics, type TensorDigest, type TensorReference } from '../../shared/generated/protocol';
import { emptyBecause, factsOf, shapeOf, signatureOf } from '../common/digest';
import { HeatMap } from '../common/HeatMap';
import { Histogram } from '../common/Histogram';
import { SingleValue } from '../common/SingleValue';
import { StatisticsTable } from '../common/StatisticsTable';
import { useSurroundings } from '../common/useAnswer';

interface Properties {
  readonly tensor: TensorDigest;
  readonly name: string;
  /** Names it for the panel that shows all of it. */
  readonly reference: TensorReference;
}

/** One tensor in full: what it is, its statistics, its distribution, its values. */
export function TensorDetails({ tensor, name, reference }: Properties): VNode {
  const { host, live } = useSurroundings();
  const { statistics, handle, firstBad } = tensor;
  const shape = shapeOf(tensor);
  const why = emptyBecause(tensor);
  return (
    <div class="tensor">
      <h3>
        {name} <span class="signature">{signatureOf(tensor)}</span>
      </h3>
      <p class="muted">{factsOf(tensor)}</p>
      {statistics && <StatisticsTable statistics={statistics} />}
      {why !== undefined && <p class="note muted">{why}</p>}
      {handle !== undefined && shape && why === undefined && (
        <Content handle={handle} shape={shape} firstBad={firstBad} statistics={statistics} />
      )}
      {handle !== undefined && shape && (
        <button
          type="button"
          class="secondary"
          disabled={!live}
          title="Slices, all numbers, statistics along an axis, comparison, export"
          onClick={() => {
            host.open('tensor', { tensor: reference });
          }}
        >
          Open tensor
        </button>
      )}
    </div>
  );
}

interface ContentProperties {
  readonly handle: number;
  readonly shape: readonly number[];
  readonly firstBad: readonly number[] | undefined;
  readonly statistics: Statistics | undefined;
}

/** The values; one alone needs no pictures. */
function Content({ handle, shape, firstBad, statistics }: ContentProperties): VNode {
  if (shape.every((size) => size === 1)) {
    return (
      <Part title="Value">
        <SingleValue handle={handle} shape={shape} />
      </Part>
    );
  }
  return (
    <>
      <Part title="Distribution">
        <Histogram handle={handle} />
      </Part>
      <Part title="Values">
        <HeatMap handle={handle} shape={shape} firstBad={firstBad} statistics={statistics} />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <div class="part">
      <h4>{title}</h4>
      {children}
    </div>
  );
}
