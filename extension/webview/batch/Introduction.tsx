import { type VNode } from 'preact';
import { type Batch } from '../../shared/generated/protocol';
import { formatCount } from '../common/numbers';
import { Prose } from '../common/Prose';
import { Columns } from './Columns';
import { Distribution } from './Distribution';
import { hasPictures, type Layout } from './layout';

interface Properties {
  readonly batch: Batch;
  readonly layout: Layout;
  readonly onLayout: (layout: Layout) => void;
}

/** The batch as a whole: its structure, its columns, its labels; and how its rows are shown. */
export function Introduction({ batch, layout, onLayout }: Properties): VNode {
  const { total, structure, columns, distribution, note } = batch;
  return (
    <>
      <h1>{total === 0 ? 'The batch' : `Batch of ${formatCount(total)} ${total === 1 ? 'row' : 'rows'}`}</h1>
      {structure && <p class="structure line">{structure}</p>}
      {note && (
        <p class="note">
          <Prose text={note} />
        </p>
      )}
      {columns.length > 0 && (
        <div class="whole">
          <Columns columns={columns} />
          {distribution && <Distribution distribution={distribution} />}
        </div>
      )}
      {total > 0 && (
        <div class="order">
          <p class="muted">
            <Prose text={orderOf(batch)} />
          </p>
          {hasPictures(batch) && (
            <div role="group" aria-label="Layout" class="choices">
              {(['gallery', 'table'] as const).map((each) => (
                <button
                  key={each}
                  type="button"
                  class="secondary"
                  aria-pressed={layout === each}
                  onClick={() => {
                    onLayout(each);
                  }}
                >
                  {each === 'gallery' ? 'Gallery' : 'Table'}
                </button>
              ))}
            </div>
          )}
        </div>
      )}
    </>
  );
}

function orderOf({ order, loss, guilty }: Batch): string {
  const by = loss === undefined ? 'as the batch has them' : `by falling \`${loss}\``;
  switch (order) {
    case 'guilty': {
      const blamed = guilty.length === 1 ? 'The row' : `${formatCount(guilty.length)} rows`;
      return `${blamed} to blame (⚠) first, then ${by}.`;
    }
    case 'loss':
      return `Worst first, ${by}.`;
    case 'batch':
      return 'As the batch has them; the loss of each row is not known.';
  }
}
