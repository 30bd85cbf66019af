import { useRef } from 'preact/hooks';
import { type TensorBody, type TensorDigest, type TensorReference } from '../../shared/generated/protocol';
import { type Answer, useAnswer, useSurroundings } from '../common/useAnswer';
import { sameTensor } from './view';

export interface Found {
  /** The tensor as it was when it was last seen. */
  readonly tensor: TensorDigest | undefined;
  /** Whether that is now, so that its handle is good. */
  readonly current: boolean;
  /** Why there is none at this pause, or was none at the last one. */
  readonly why: string | undefined;
  readonly answer: Answer<TensorBody>;
}

/** Looks a tensor up at each pause. */
export function useTensor(reference: TensorReference | undefined): Found {
  const { live, pause } = useSurroundings();
  const answer = useAnswer('keras/tensor', reference && { reference });
  const last = useRef<TensorDigest>(undefined);
  const asked = useRef(reference);
  if (!same(asked.current, reference)) {
    asked.current = reference;
    last.current = undefined;
  }
  // The answer about another tensor stays until that about this one is there.
  const body = same(answer.to?.reference, reference) ? answer.body : undefined;
  if (body?.tensor) {
    last.current = body.tensor;
  }
  return {
    tensor: last.current,
    current: live && answer.pause === pause && body?.tensor !== undefined && body.tensor !== null,
    why: body?.tensor === null ? (body.why ?? 'It is not there.') : undefined,
    answer,
  };
}

function same(one: TensorReference | undefined, other: TensorReference | undefined): boolean {
  return one && other ? sameTensor(one, other) : one === other;
}
