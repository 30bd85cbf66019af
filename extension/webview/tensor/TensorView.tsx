import { type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type TensorDigest, type TensorReference } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { emptyBecause, shapeOf } from '../common/digest';
import { Surrounding } from '../common/host';
import { StatisticsTable } from '../common/StatisticsTable';
import { useSurroundings } from '../common/useAnswer';
import { Content } from './Content';
import { Header } from './Header';
import { TensorPicker } from './TensorPicker';
import { useTensor } from './useTensor';
import { type Compared, firstView, restoredView, type View } from './view';

interface Properties {
  readonly reference: TensorReference;
  readonly open: (reference: TensorReference) => void;
}

/** One tensor from its name to its last value; what it was stays, greyed, at a pause where it is not. */
export function TensorView({ reference, open }: Properties): VNode {
  const { tensor, current, why, answer } = useTensor(reference);
  const gone = why ?? (tensor && answer.error);
  if (tensor) {
    return (
      <>
        {gone !== undefined && (
          <p class="note gone-note" role="status">
            <strong>{nameOf(reference, tensor)}</strong> is not to be seen at this pause: {gone} What is below
            is from an earlier one.
          </p>
        )}
        <div class={gone === undefined ? 'shown' : 'shown gone'}>
          <Looked
            key={tensor.shape.length}
            reference={reference}
            tensor={tensor}
            current={current}
            open={open}
          />
        </div>
      </>
    );
  }
  return gone === undefined ? (
    <AnswerNote answer={answer} />
  ) : (
    <>
      <h1>Which tensor?</h1>
      <p class="note" role="status">
        <strong>{nameOf(reference)}</strong> is not to be seen at this pause: {gone}
      </p>
      <TensorPicker label="Tensors at this pause" pick={open} />
    </>
  );
}

interface LookedProperties extends Properties {
  readonly tensor: TensorDigest;
  readonly current: boolean;
}

function Looked({ reference, tensor, current, open }: LookedProperties): VNode {
  const surroundings = useSurroundings();
  const { host } = surroundings;
  const here = useMemo(
    () => ({ ...surroundings, live: surroundings.live && current }),
    [surroundings, current],
  );
  const lengths = JSON.stringify(tensor.shape);
  const shape = useMemo(() => shapeOf(tensor), [lengths, tensor.line]);
  const fit = (view: unknown): View | undefined => restoredView(view, reference, shape ?? []);
  const [chosen, setView] = useState(
    () => fit(host.view()) ?? firstView(reference, shape ?? [], tensor.firstBad),
  );
  // It can have grown or shrunk since the last pause.
  const view = useMemo(() => fit(chosen) ?? chosen, [chosen, shape]);
  const change = (step: (before: View) => View): void => {
    setView((before) => {
      const after = step(fit(before) ?? before);
      host.setView(after);
      return after;
    });
  };
  const compare = (compared: Compared | null): void => {
    change((before) => ({ ...before, compared, difference: compared !== null }));
  };
  const { handle, statistics } = tensor;
  const why = emptyBecause(tensor);
  return (
    <>
      <Header
        tensor={tensor}
        name={nameOf(reference, tensor)}
        current={current}
        open={open}
        compare={compare}
      />
      {statistics && <StatisticsTable statistics={statistics} />}
      {why !== undefined && <p class="note muted">{why}</p>}
      {handle !== undefined && shape && why === undefined && (
        <Surrounding.Provider value={here}>
          <Content
            tensor={tensor}
            handle={handle}
            shape={shape}
            view={view}
            change={change}
            compare={compare}
          />
        </Surrounding.Provider>
      )}
    </>
  );
}

function nameOf(reference: TensorReference, tensor?: TensorDigest): string {
  return tensor?.name ?? (reference.type === 'finding' ? 'The tensor of the finding' : reference.name);
}
