import { type VNode } from 'preact';
import { type Statistics } from '../../shared/generated/protocol';
import { type HistogramScale } from '../common/bars';
import { Histogram } from '../common/Histogram';
import { Options } from './Options';
import { crowds } from './crowds';

interface Properties {
  readonly handle: number;
  readonly statistics: Statistics | undefined;
  readonly scale: HistogramScale | null;
  readonly setScale: (scale: HistogramScale) => void;
}

const scales = [
  ['linear', 'Linear'],
  ['symlog', 'Symmetric log'],
] as const;

export function Distribution({ handle, statistics, scale, setScale }: Properties): VNode {
  const shown = scale ?? 'linear';
  return (
    <>
      <Options label="Scale of the values" name="scale" options={scales} chosen={shown} choose={setScale} />
      <Histogram handle={handle} scale={shown} />
      {shown === 'linear' && statistics && crowds(statistics) && (
        <p class="note">
          Nearly all values share a bar.{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              setScale('symlog');
            }}
          >
            Show them apart on a symmetric log scale
          </button>
        </p>
      )}
    </>
  );
}
