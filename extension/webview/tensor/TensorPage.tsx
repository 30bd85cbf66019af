import { type VNode } from 'preact';
import { type TensorReference } from '../../shared/generated/protocol';
import { Boundary } from '../common/Boundary';
import { type PageProperties } from '../common/page';
import { Status } from '../common/Status';
import { TensorPicker } from './TensorPicker';
import { TensorView } from './TensorView';

const nothingYet = 'Nothing has been paused yet. At a pause, any tensor of the run can be looked at here.';

/** The tensor that the page was opened for, or that of the finding; else a choice. */
export function TensorPage({ host, state }: PageProperties): VNode {
  const { subject, stop, status, pause } = state;
  // In a run that was not paused yet there is none, and what is known is of the run before.
  const reference = pause > 0 ? (subject.tensor ?? (stop?.finding.tensor && badTensor)) : undefined;
  const open = (tensor: TensorReference): void => {
    host.open('tensor', { tensor });
  };
  return (
    <>
      <Status state={state} nothingYet={nothingYet} />
      {reference ? (
        <Boundary name="The tensor" key={`${reference.type} ${reference.name}`}>
          <TensorView reference={reference} open={open} />
        </Boundary>
      ) : (
        status === 'stopped' && (
          <>
            <h1>Which tensor?</h1>
            <TensorPicker label="Tensors at this pause" pick={open} />
          </>
        )
      )}
    </>
  );
}

const badTensor: TensorReference = { type: 'finding', name: '0' };
