import { type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type TensorDigest, type TensorReference } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { shapeOf } from '../common/digest';
import { Surrounding } from '../common/host';
import { StatisticsTable } from '../common/StatisticsTable';
import { useSurroundings } from '../common/useAnswer';
import { Content } from './Content';
import { Header } from './Header';
import { TensorPicker } from './TensorPicker';
import { type Found, useTensor } from './useTensor';
import { type Compared, firstView, restoredView, type View } from './view';

interface Properties {
  readonly reference: TensorReference;
  readonly open: (reference: TensorReference) => void;
}

/** One tensor from its name to its last value; what it was stays, greyed, at a pause where it is not. */
export function TensorView({ reference, open }: Properties): VNode {
  const surroundings = useSurroundings();
  const found = useTensor(reference);
  const { tensor, current, why, answer } = found;
  const gone = why ?? (tensor && answer.error);
  const here = useMemo(
    () => ({ ...surroundings, live: surroundings.live && current }),
    [surroundings, current],
  );
  return (
    <>
      {gone !== undefined && <Gone name={reference.name} why={gone} kept={tensor !== undefined} />}
      {gone !== undefined && !tensor && <TensorPicker label="Tensors at this pause" pick={open} />}
      {tensor ? (
        <div class={gone === undefined ? 'shown' : 'shown gone'}>
          <Surrounding.Provider value={here}>
            <Looked
              key={tensor.shape.length}
              reference={reference}
              tensor={tensor}
              found={found}
              open={open}
            />
          </Surrounding.Provider>
        </div>
      ) : (
        gone === undefined && <AnswerNote answer={answer} />
      )}
    </>
  );
}

function Gone({ name, why, kept }: { name: string; why: string; kept: boolean }): VNode {
  return (
    <p class="note gone-note" role="status">
      <strong>{name}</strong> is not to be seen at this pause: {why}{' '}
      {kept ? 'What is below is from an earlier one.' : 'Another one can be chosen below.'}
    </p>
  );
}

interface LookedProperties {
  readonly reference: TensorReference;
  readonly tensor: TensorDigest;
  readonly found: Found;
  readonly open: Properties['open'];
}

function Looked({ reference, tensor, open }: LookedProperties): VNode {
  const { host } = useSurroundings();
  const shape = useMemo(() => shapeOf(tensor), [JSON.stringify(tensor.shape), tensor.line]);
  const [chosen, setView] = useState<View>(
    () =>
      restoredView(host.view(), reference, shape ?? []) ?? firstView(reference, shape ?? [], tensor.firstBad),
  );
  // It can have grown or shrunk since the last pause.
  const view = useMemo(() => restoredView(chosen, reference, shape ?? []) ?? chosen, [chosen, shape]);
  const change = (step: (before: View) => View): void => {
    setView((before) => {
      const after = step(restoredView(before, reference, shape ?? []) ?? before);
      host.setView(after);
      return after;
    });
  };
  const compare = (compared: Compared | null): void => {
    change((before) => ({ ...before, compared, difference: compared !== null }));
  };
  const { handle } = tensor;
  return (
    <>
      <Header tensor={tensor} name={tensor.name ?? reference.name} open={open} compare={compare} />
      {tensor.statistics && <StatisticsTable statistics={tensor.statistics} />}
      {shape?.includes(0) === true && <p class="note muted">No values: one of the axes has length 0.</p>}
      {handle !== undefined && shape?.includes(0) === false && (
        <Content
          tensor={tensor}
          handle={handle}
          shape={shape}
          view={view}
          change={change}
          compare={compare}
        />
      )}
    </>
  );
}
