import { type VNode } from 'preact';
import { type BatchDistribution } from '../../shared/generated/protocol';
import { Prose } from '../common/Prose';
import { type Strip, stripsOf } from './strips';

/** What the labels are, against what the model gives out. */
export function Distribution({ distribution }: { distribution: BatchDistribution }): VNode {
  const { strips, axis, range } = stripsOf(distribution);
  return (
    <figure class="distribution">
      <h2>{distribution.title}</h2>
      <div class="strips">
        {strips.map((strip, index) => (
          <Bars key={strip.name} strip={strip} index={index} />
        ))}
        {axis.length > 0 && (
          <div class={range ? 'axis range' : 'axis names'} aria-hidden="true">
            {axis.map((name) => (
              <span key={name} title={name}>
                {name}
              </span>
            ))}
          </div>
        )}
      </div>
      {distribution.note && (
        <figcaption>
          <Prose text={distribution.note} />
        </figcaption>
      )}
    </figure>
  );
}

function Bars({ strip, index }: { strip: Strip; index: number }): VNode {
  return (
    <>
      <span class="strip-name">{strip.name}</span>
      <div class={`strip strip-${index % 2}`} role="img" aria-label={strip.summary}>
        {strip.bars.map(({ label, left, width, height }) => (
          <span
            key={label}
            class="slot"
            title={label}
            style={{ left: `${100 * left}%`, width: `${100 * width}%` }}
          >
            <span class="fill" style={{ height: `${100 * height}%` }} />
          </span>
        ))}
      </div>
    </>
  );
}
