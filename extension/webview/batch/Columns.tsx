import { type VNode } from 'preact';
import { type BatchColumn } from '../../shared/generated/protocol';
import { formatCount, formatOptional, formatValue } from '../common/numbers';
import { roles } from '../common/row/columns';
import { Flags } from '../common/row/Flags';
import { useSurroundings } from '../common/useAnswer';

/** More columns are folded: the rows are what the page is for. */
const mostOpen = 4;

/** What the columns are, and what is odd about them. */
export function Columns({ columns }: { columns: readonly BatchColumn[] }): VNode {
  const odd = columns.filter(({ flags }) => flags.length > 0).length;
  return (
    <details class="columns" open={columns.length <= mostOpen}>
      <summary>
        <h2>
          {formatCount(columns.length)} {columns.length === 1 ? 'column' : 'columns'}
        </h2>
        {odd > 0 && <span class="muted"> ⚠ in {odd}</span>}
      </summary>
      <ul>
        {columns.map((column) => (
          <Column key={column.name} column={column} />
        ))}
      </ul>
    </details>
  );
}

function Column({ column }: { column: BatchColumn }): VNode {
  const { name, role, line, flags, fields } = column;
  const said = contentOf(column);
  return (
    <li>
      <p class="title">
        <code class="name">{name}</code> <span class="muted">{roles[role]}</span>{' '}
        <OpenTensor column={column} /> {said !== '' && <span class="muted">{said}</span>}
      </p>
      <p class="line">{line}</p>
      <Flags flags={flags} />
      {fields && fields.length > 0 && <Fields name={name} fields={fields} />}
    </li>
  );
}

/** Opens the column in the panel of tensors. */
export function OpenTensor({ column: { name, reference } }: { column: BatchColumn }): VNode | null {
  const { host, live } = useSurroundings();
  return reference && live ? (
    <button
      type="button"
      class="link"
      aria-label={`Open as tensor: ${name}`}
      onClick={() => {
        host.open('tensor', { tensor: reference });
      }}
    >
      Open as tensor
    </button>
  ) : null;
}

/** What the values are taken for. */
export function contentOf({ image, tokens, classes }: BatchColumn): string {
  const parts: string[] = [];
  if (image) {
    const { height, width, channels, channelsFirst, scale, lowest, highest } = image;
    const order = channels > 1 ? `, channels ${channelsFirst ? 'first' : 'last'}` : '';
    const range = `${formatValue(lowest)} to ${formatValue(highest)}`;
    parts.push(
      `images ${height} × ${width} × ${channels}${order}`,
      scale === range ? scale : `${scale}, ${range} is black to white`,
    );
  }
  if (tokens) {
    const { vocabulary, padding } = tokens;
    parts.push(vocabulary === undefined ? 'token ids, no vocabulary found' : `texts from ${vocabulary}`);
    if (padding !== undefined) {
      parts.push(`id ${padding} pads`);
    }
  }
  if (classes) {
    const names = classes.source === undefined ? '' : `, names from ${classes.source}`;
    parts.push(`${formatCount(classes.count)} classes${names}`);
  }
  return parts.join(' · ');
}

function Fields({ name, fields }: { name: string; fields: NonNullable<BatchColumn['fields']> }): VNode {
  const odd = fields.filter(({ flag, nonFinite }) => flag !== undefined || nonFinite > 0).length;
  return (
    <details class="fields">
      <summary>
        Statistics of {formatCount(fields.length)} values{odd > 0 && `, ⚠ in ${odd}`}
      </summary>
      <div class="scroll" role="region" aria-label={`Statistics of ${name}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {['value', 'min', 'max', 'mean', 'std', 'not finite', ''].map((heading) => (
                <th key={heading} scope="col">
                  {heading || <span class="hidden">what is odd</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <th scope="row">{field.name}</th>
                {[field.minimum, field.maximum, field.mean, field.standardDeviation].map((value, index) => (
                  <td key={index}>{formatOptional(value)}</td>
                ))}
                <td class={field.nonFinite > 0 ? 'bad' : ''}>{formatCount(field.nonFinite)}</td>
                <td>
                  <Flags flags={field.flag === undefined ? [] : [field.flag]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
