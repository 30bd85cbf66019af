import { type VNode } from 'preact';

interface Properties {
  readonly sample: number;
  readonly samples: number;
  /** Rows of the batch that the finding blames. */
  readonly guilty: readonly number[];
  readonly pick: (sample: number) => void;
}

const mostGuilty = 8;

/** Which row of the batch is shown. */
export function SamplePicker({ sample, samples, guilty, pick }: Properties): VNode | null {
  if (samples === 1) {
    return null;
  }
  const step = (by: 1 | -1): VNode => {
    const possible = sample + by >= 0 && sample + by < samples;
    return (
      <button
        type="button"
        class="step"
        aria-label={by < 0 ? 'Previous row' : 'Next row'}
        aria-disabled={!possible}
        onClick={() => {
          if (possible) {
            pick(sample + by);
          }
        }}
      >
        {by < 0 ? '‹' : '›'}
      </button>
    );
  };
  return (
    <div class="sample">
      <span class="stepper" role="group" aria-label="Row of the batch">
        <span class="muted">row of the batch</span>
        {step(-1)}
        <input
          type="number"
          class="field"
          aria-label="Row of the batch"
          min={0}
          max={samples - 1}
          value={sample}
          onChange={({ currentTarget }) => {
            const wanted = Math.round(currentTarget.valueAsNumber);
            pick(Number.isNaN(wanted) ? sample : Math.max(0, Math.min(wanted, samples - 1)));
          }}
        />
        <span class="muted">of {samples}</span>
        {step(1)}
      </span>
      {guilty.slice(0, mostGuilty).map((row) => (
        <button
          key={row}
          type="button"
          class="secondary"
          aria-pressed={row === sample}
          onClick={() => {
            pick(row);
          }}
        >
          <span class="mark" aria-hidden="true">
            ⚠
          </span>
          guilty row {row}
        </button>
      ))}
    </div>
  );
}
