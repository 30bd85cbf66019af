import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type Finding, type TensorDigest } from '../../shared/generated/protocol';
import { TensorDetails } from './TensorDetails';

/** The bad tensor and the op's inputs, a line each; the selected one is shown in full below. */
export function Tensors({ finding }: { finding: Finding }): VNode | null {
  const tensors = namedTensors(finding);
  const [selected, setSelected] = useState(0);
  const shown = tensors[selected];
  return shown ? (
    <section aria-labelledby="tensors">
      <h2 id="tensors">{headingOf(finding, tensors.length)}</h2>
      {tensors.length > 1 && (
        <div class="picker" role="radiogroup" aria-labelledby="tensors">
          {tensors.map(({ tensor, name }, index) => (
            <Choice
              key={index}
              tensor={tensor}
              name={name}
              checked={index === selected}
              select={() => {
                setSelected(index);
              }}
            />
          ))}
        </div>
      )}
      <TensorDetails
        key={selected}
        {...shown}
        reference={{ type: 'finding', name: String(selected + (finding.tensor ? 0 : 1)) }}
      />
    </section>
  ) : null;
}

interface ChoiceProperties {
  readonly tensor: TensorDigest;
  readonly name: string;
  readonly checked: boolean;
  readonly select: () => void;
}

function Choice({ tensor, name, checked, select }: ChoiceProperties): VNode {
  return (
    <label class={checked ? 'choice checked' : 'choice'}>
      <input type="radio" name="tensor" checked={checked} onChange={select} />
      <span class="role">{tensor.role ?? 'tensor'}</span>
      <span class="name">{name}</span>
      <code class="line">{tensor.line}</code>
    </label>
  );
}

interface Named {
  readonly tensor: TensorDigest;
  readonly name: string;
}

function headingOf({ kind, tensor }: Finding, count: number): string {
  if (count === 1) {
    return 'The tensor';
  }
  return tensor && (kind === 'nan' || kind === 'inf')
    ? 'The tensor and what it was made from'
    : 'The tensors';
}

/** What the finding is about first; where the user's code has no name for one, its place in the op stands for it. */
function namedTensors({ tensor, inputs = [], op }: Finding): readonly Named[] {
  const subject = tensor && {
    tensor,
    name: tensor.name ?? (op !== undefined && tensor.role === 'output' ? `result of ${op}` : 'unnamed'),
  };
  const others = inputs.map((input, index) => ({ tensor: input, name: input.name ?? `input ${index}` }));
  return subject ? [subject, ...others] : others;
}
