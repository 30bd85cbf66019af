import { type VNode } from 'preact';
import { type Statistics } from '../../shared/generated/protocol';
import { formatCount, formatOptional, formatShare } from './numbers';

/** Counts of what is bad, then moments and range of the finite values. */
export function StatisticsTable({ statistics }: { statistics: Statistics }): VNode {
  const { count, counted, sampled, nan, positiveInf, negativeInf, zeros } = statistics;
  const counts = [
    ['NaN', nan, true],
    ['+Inf', positiveInf, true],
    ['−Inf', negativeInf, true],
    ['zeros', zeros, false],
  ] as const;
  const moments = [
    ['min', statistics.minimum],
    ['max', statistics.maximum],
    ['mean', statistics.mean],
    ['std', statistics.standardDeviation],
    ['norm', statistics.norm],
    ...(typeof statistics.unique === 'number' ? ([['unique', statistics.unique]] as const) : []),
  ] as const;
  return (
    <>
      <dl class="statistics">
        {counts.map(([name, value, isBad]) => (
          <div key={name} class={isBad && value > 0 ? 'bad' : ''}>
            <dt>{name}</dt>
            <dd>
              {formatCount(value)} {value > 0 && <span class="share">{formatShare(value, counted)}</span>}
            </dd>
          </div>
        ))}
        {moments.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatOptional(value)}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        {sampled
          ? `Sampled: ${formatCount(counted)} of ${formatCount(count)} values were looked at; a rare NaN can be missed.`
          : `Of all ${formatCount(count)} values; range and moments of the finite ones.`}
      </p>
    </>
  );
}
