import { type VNode } from 'preact';
import { type BatchRow } from '../../shared/generated/protocol';

/** Which row it is, in the batch and in the data set, and whether it is to blame. */
export function RowName({ row }: { row: BatchRow }): VNode {
  return (
    <span class="rowName">
      {row.bad && (
        <span class="mark" role="img" aria-label="bad row" title={row.why ?? ''}>
          ⚠
        </span>
      )}
      <span class="number">{row.row}</span>
      {row.datasetRow !== null && <span class="muted datasetRow">data set {row.datasetRow}</span>}
    </span>
  );
}
