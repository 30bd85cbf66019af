import { type VNode } from 'preact';
import { useSurroundings } from '../common/useAnswer';

/** Stands where a row will be. */
export function Missing({ error }: { error: string | undefined }): VNode {
  const { live, recorded } = useSurroundings();
  const waiting = recorded ? 'Not in the report' : 'Reading…';
  const why = error === undefined ? waiting : 'Not read';
  return (
    <span role="gridcell" class="cell missing muted">
      {live ? why : 'Not read before the run went on'}
    </span>
  );
}
