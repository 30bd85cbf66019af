import { type ComponentChildren, type VNode } from 'preact';
import { type TensorDigest } from '../../shared/generated/protocol';
import { HeatMap } from './HeatMap';
import { Histogram } from './Histogram';
import { formatBytes, formatShape } from './numbers';
import { StatisticsTable } from './StatisticsTable';

/** One tensor in full: what it is, its statistics, its distribution, its values. */
export function TensorDetails({ tensor, name }: { tensor: TensorDigest; name: string }): VNode {
  const { shape, dtype, device, bytes, madeBy, statistics, handle, firstBad } = tensor;
  const known = shape.filter((size) => size !== null);
  return (
    <div class="tensor">
      <h3>
        {name} <span class="signature">{`${dtype}${formatShape(shape)}`}</span>
      </h3>
      <p class="muted">
        {[device || 'host memory', formatBytes(bytes), madeBy && `made by ${madeBy}`]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {statistics && <StatisticsTable statistics={statistics} />}
      {handle !== undefined && known.length === shape.length && (
        <>
          <Part title="Distribution">
            <Histogram handle={handle} />
          </Part>
          <Part title="Values">
            <HeatMap handle={handle} shape={known} firstBad={firstBad} statistics={statistics} />
          </Part>
        </>
      )}
    </div>
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
