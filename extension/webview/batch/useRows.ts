import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import { type Batch, type BatchRow, type BatchRowsBody } from '../../shared/generated/protocol';
import { type Answer, useSurroundings } from '../common/useAnswer';
import { pageSize } from './layout';
import { RowPages } from './pages';

/** Storing rows with the window waits until the user has stopped scrolling. */
const settling = 400;

/** Characters of rows that are kept with the window: the first ones, as they are the worst. */
const kept = 400_000;

/** The rows of a batch, by their places; `thumbnail` is the longest side of their images, if there are any. */
export function useRows(
  { body: batch, waiting }: Answer<Batch>,
  thumbnail: number | undefined,
): RowPages | undefined {
  const { host, live } = useSurroundings();
  const [, show] = useReducer((count: number) => count + 1, 0);
  const before = useRef<{ readonly pages: RowPages; readonly key: string }>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readable = live && !waiting;
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  return useMemo(() => {
    if (!batch) {
      return undefined;
    }
    const nameOf = (place: number): string => `row ${place} ${thumbnail ?? ''}`;
    let room = kept;
    const keep = ({ start, rows }: BatchRowsBody): void => {
      for (const [index, row] of rows.entries()) {
        room -= room > 0 ? JSON.stringify(row).length : 0;
        if (room > 0) {
          host.memory.keep(nameOf(start + index), row);
        }
      }
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        // What was kept first makes room first; without the columns the rows say nothing.
        host.memory.keep('keras/batch {}', batch);
        host.remember();
      }, settling);
    };
    const ask = async (start: number, count: number): Promise<BatchRowsBody> => {
      const args = thumbnail === undefined ? { start, count } : { start, count, thumbnail };
      const body = await host.requests.ask('keras/batchRows', args);
      keep(body);
      return body;
    };
    const recall = (place: number): BatchRow | undefined =>
      host.memory.get(nameOf(place)) as BatchRow | undefined;
    // Rows of another kind of batch, or with images of another size, are not shown as those of this one.
    const key = JSON.stringify([thumbnail, batch.columns.map(({ name, content }) => [name, content])]);
    const earlier = before.current?.key === key ? before.current.pages : undefined;
    const source = {
      ask: readable ? ask : undefined,
      recall,
      onChange: () => {
        show(undefined);
      },
    };
    const pages = new RowPages(batch.total, pageSize(batch, thumbnail ?? 0), source, earlier);
    before.current = { pages, key };
    return pages;
  }, [host, batch, readable, thumbnail]);
}
