import { type ComponentChildren, type VNode } from 'preact';
import { type Statistics, type TensorDigest } from '../../shared/generated/protocol';
import { HeatMap } from '../common/HeatMap';
import { Histogram } from '../common/Histogram';
import { formatBytes, formatShape } from '../common/numbers';
import { SingleValue } from '../common/SingleValue';
import { StatisticsTable } from '../common/StatisticsTable';

/** One tensor in full: what it is, its statistics, its distribution, its values. */
export function TensorDetails({ tensor, name }: { tensor: TensorDigest; name: string }): VNode {
  const { shape, dtype, device, bytes, madeBy, statistics, handle, firstBad } = tensor;
  const known = shape.filter((size) => size !== null);
  // As `line` begins for a tensor of a graph or a model that is being built.
  const symbolic = tensor.line.startsWith('symbolic ');
  return (
    <div class="tensor">
      <h3>
        {name} <span class="signature">{`${dtype}${formatShape(shape)}`}</span>
      </h3>
      <p class="muted">
        {(symbolic
          ? ['symbolic: it has no values yet', madeBy && `made by ${madeBy}`]
          : [device || 'host memory', formatBytes(bytes), madeBy && `made by ${madeBy}`]
        )
          .filter(Boolean)
          .join(' · ')}
      </p>
      {statistics && <StatisticsTable statistics={statistics} />}
      {handle !== undefined && !symbolic && known.length === shape.length && (
        <Content handle={handle} shape={known} firstBad={firstBad} statistics={statistics} />
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
  if (shape.includes(0)) {
    return <p class="note muted">No values: one of the axes has length 0.</p>;
  }
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
