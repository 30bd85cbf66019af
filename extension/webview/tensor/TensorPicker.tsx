import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type TensorChoice, type TensorReference } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { formatShape } from '../common/numbers';
import { useAnswer } from '../common/useAnswer';
import { grouped } from './choices';

interface Properties {
  readonly label: string;
  readonly pick: (reference: TensorReference, name: string) => void;
}

/** The tensors of this pause by where they come from, narrowed down by typing. */
export function TensorPicker({ label, pick }: Properties): VNode {
  const answer = useAnswer('keras/tensors', {});
  const [filter, setFilter] = useState('');
  const groups = answer.body && grouped(answer.body.tensors, filter);
  return (
    <section class="tensors" aria-label={label}>
      {groups && (
        <>
          <input
            type="search"
            class="field"
            placeholder="Filter by name, shape or dtype"
            aria-label="Filter the tensors"
            value={filter}
            onInput={({ currentTarget }) => {
              setFilter(currentTarget.value);
            }}
          />
          <div class="groups" role="region" aria-label="The tensors" tabIndex={0}>
            {groups.map(([group, choices]) => (
              <div key={group}>
                <h2 class="group">{group}</h2>
                <ul>
                  {choices.map((choice) => (
                    <Choice
                      key={`${choice.reference.type} ${choice.reference.name}`}
                      choice={choice}
                      pick={pick}
                    />
                  ))}
                </ul>
              </div>
            ))}
            {groups.length === 0 && <p class="note muted">No tensor of this name, shape or dtype.</p>}
          </div>
        </>
      )}
      <AnswerNote answer={answer} />
    </section>
  );
}

function Choice({ choice, pick }: { choice: TensorChoice; pick: Properties['pick'] }): VNode {
  const { name, dtype, shape, reference } = choice;
  return (
    <li>
      <button
        type="button"
        class="link"
        onClick={() => {
          pick(reference, name);
        }}
      >
        {name} <code class="muted">{`${dtype}${formatShape(shape)}`}</code>
      </button>
    </li>
  );
}
