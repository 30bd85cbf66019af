import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type TensorDigest, type TensorReference } from '../../shared/generated/protocol';
import { factsOf, signatureOf } from '../common/digest';
import { useSurroundings } from '../common/useAnswer';
import { TensorPicker } from './TensorPicker';
import { type Compared } from './view';

interface Properties {
  readonly tensor: TensorDigest;
  readonly name: string;
  /** Whether it is there at this pause. */
  readonly current: boolean;
  readonly open: (reference: TensorReference) => void;
  readonly compare: (compared: Compared) => void;
}

type Picking = 'open' | 'compare';

const labels: Readonly<Record<Picking, string>> = { open: 'Open another tensor', compare: 'Compare with' };

/** What the tensor is, and what can be done with the whole of it. */
export function Header({ tensor, name, current, open, compare }: Properties): VNode {
  const { host, live, recorded } = useSurroundings();
  const [picking, setPicking] = useState<Picking | null>(null);
  const { handle } = tensor;
  const toggle = (which: Picking): VNode => (
    <button
      type="button"
      class="secondary"
      disabled={!live || (which === 'compare' && !current)}
      aria-expanded={picking === which}
      onClick={() => {
        setPicking(picking === which ? null : which);
      }}
    >
      {labels[which]}…
    </button>
  );
  return (
    <header class="head">
      <h1>
        {name} <span class="signature">{signatureOf(tensor)}</span>
      </h1>
      <p class="muted">{factsOf(tensor)}</p>
      <p>
        <code class="line">{tensor.line}</code>
      </p>
      <div class="toolbar" role="group" aria-label="What to do with the tensor">
        {toggle('open')}
        {handle !== undefined && !recorded && toggle('compare')}
        {handle !== undefined && !recorded && (
          <button
            type="button"
            class="secondary"
            disabled={!live || !current}
            onClick={() => {
              host.exportTensor(handle, name);
            }}
          >
            Export as .npy…
          </button>
        )}
      </div>
      {picking && live && (
        <TensorPicker
          label={labels[picking]}
          pick={(reference, chosen) => {
            setPicking(null);
            if (picking === 'open') {
              open(reference);
            } else {
              compare({ reference, name: chosen });
            }
          }}
        />
      )}
    </header>
  );
}
