import { type VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { type TensorDigest } from '../../shared/generated/protocol';
import { Boundary } from '../common/Boundary';
import { scaleOf } from '../common/colours';
import { Surrounding } from '../common/host';
import { useAnswer, useSurroundings } from '../common/useAnswer';
import { AxisStatistics } from './AxisStatistics';
import { BadValues } from './BadValues';
import { Comparison } from './Comparison';
import { Distribution } from './Distribution';
import { HeatMap } from './HeatMap';
import { NumberTable } from './NumberTable';
import { Options } from './Options';
import { type Slice, sliceText, withPosition } from './slice';
import { SliceControls } from './SliceControls';
import { useTensor } from './useTensor';
import { type Compared, type View } from './view';
import { WhenSeen } from './WhenSeen';

export type ChangeView = (step: (before: View) => View) => void;

interface Properties {
  readonly tensor: TensorDigest;
  readonly handle: number;
  readonly shape: readonly number[];
  readonly view: View;
  readonly change: ChangeView;
  readonly compare: (compared: Compared | null) => void;
}

/** The values: where they are bad, a plane of them as colours and as numbers, how they are distributed. */
export function Content({ tensor, handle, shape, view, change, compare }: Properties): VNode {
  const surroundings = useSurroundings();
  const { live } = surroundings;
  const { statistics, firstBad } = tensor;
  const other = useTensor(view.compared?.reference);
  const otherHandle = other.current || !live ? other.tensor?.handle : undefined;
  const comparison = useAnswer(
    'keras/comparison',
    view.compared && otherHandle !== undefined ? { handle, other: otherHandle } : undefined,
  );
  const minus =
    view.compared && view.difference && comparison.body?.comparable === true ? otherHandle : undefined;
  // Until it is known what to subtract at this pause, what is on the page stays.
  const ready = !(view.compared && view.difference && (other.answer.waiting || comparison.waiting));
  const here = useMemo(() => ({ ...surroundings, live: live && ready }), [surroundings, live, ready]);
  const error = comparison.body?.maximumError ?? null;
  const scale = useMemo(
    () =>
      minus === undefined
        ? scaleOf(statistics?.minimum ?? null, statistics?.maximum ?? null)
        : scaleOf(error === null ? null : -error, error),
    [minus === undefined, statistics?.minimum, statistics?.maximum, error],
  );
  const setSlice = (step: (before: Slice) => Slice): void => {
    change((before) => ({ ...before, slice: step(before.slice) }));
  };
  const pictures = useRef<HTMLDivElement>(null);
  const goTo = (index: readonly number[]): void => {
    pictures.current?.scrollIntoView({ block: 'nearest' });
    // Single values, so that the one that was pressed is to be seen.
    change((before) => ({ ...before, slice: { ...before.slice, at: index }, level: 0 }));
  };
  const plane = { handle, shape, slice: view.slice, setSlice, minus };
  const single = shape.every((size) => size === 1);
  return (
    <>
      {view.compared && (
        <Comparison
          compared={view.compared}
          other={other}
          answer={comparison}
          goTo={goTo}
          close={() => {
            compare(null);
          }}
        />
      )}
      {!single && <BadValues handle={handle} statistics={statistics} firstBad={firstBad} goTo={goTo} />}
      <section aria-labelledby="values">
        <h2 id="values">
          {minus === undefined ? 'Values' : 'Differences'} <code class="muted">{sliceText(view.slice)}</code>
        </h2>
        {view.compared && (
          <Options
            label="What heat map and table show"
            name="shown"
            options={[
              ['values', 'Values'],
              ['difference', `Minus ${view.compared.name}`],
            ]}
            chosen={view.difference ? 'difference' : 'values'}
            choose={(chosen) => {
              change((before) => ({ ...before, difference: chosen === 'difference' }));
            }}
          />
        )}
        <Surrounding.Provider value={here}>
          <SliceControls shape={shape} slice={view.slice} setSlice={setSlice} />
          <div ref={pictures}>
            {!single && (
              <Boundary name="The heat map">
                <HeatMap
                  {...plane}
                  scale={scale}
                  level={view.level}
                  setLevel={(level) => {
                    change((before) => ({ ...before, level }));
                  }}
                />
              </Boundary>
            )}
          </div>
          <Boundary name="The table">
            <NumberTable {...plane} />
          </Boundary>
        </Surrounding.Provider>
      </section>
      {!single && (
        <>
          <WhenSeen title="Distribution">
            <Distribution
              handle={handle}
              statistics={statistics}
              scale={view.scale}
              setScale={(chosen) => {
                change((before) => ({ ...before, scale: chosen }));
              }}
            />
          </WhenSeen>
          <WhenSeen title="Along an axis">
            <AxisStatistics
              handle={handle}
              shape={shape}
              axis={view.axis}
              position={view.slice.at[view.axis] ?? 0}
              setAxis={(axis) => {
                change((before) => ({ ...before, axis }));
              }}
              setPosition={(position) => {
                setSlice((before) => withPosition(before, shape, view.axis, position));
              }}
            />
          </WhenSeen>
        </>
      )}
    </>
  );
}
