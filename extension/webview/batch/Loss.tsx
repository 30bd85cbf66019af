import { type VNode } from 'preact';
import { formatValue } from '../common/numbers';
import { widthOf } from '../common/row/shares';

/** The loss of a row, with a bar that is its part of the largest. */
export function Loss({ loss, largest }: { loss: number | null | undefined; largest: number }): VNode | null {
  if (loss === undefined) {
    return null;
  }
  return (
    <span class="loss">
      <span class={loss === null ? 'value bad' : 'value'}>
        {loss === null ? 'not finite' : formatValue(loss)}
      </span>
      <span class="track" aria-hidden="true">
        <span
          class="fill"
          style={{ width: `${100 * (loss === null ? 1 : widthOf(loss / (largest || 1)))}%` }}
        />
      </span>
    </span>
  );
}
