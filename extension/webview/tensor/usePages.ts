import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Window as WindowBody } from '../../shared/generated/protocol';
import { useSurroundings } from '../common/useAnswer';
import { unpack, type Values } from '../common/values';
import { type Grid, questionOf } from './grid';
import { Pages } from './pages';

interface Page {
  readonly body: WindowBody;
  readonly values: Values;
}

/** What is in sight when the page is closed, for when it is opened again. */
interface Kept {
  readonly plane: string;
  readonly pages: readonly (readonly [string, WindowBody])[];
}

const keptAs = 'table';
/** Milliseconds without scrolling after which what is in sight is kept. */
const rest = 400;

/** The pages of a grid; those in sight are asked for while the run stands still. */
export function usePages(grid: Grid, inSight: readonly string[]): Pages<Page> {
  const { host, live, pause } = useSurroundings();
  const [drawn, redraw] = useState(0);
  const lived = useRef(pause);
  if (live) {
    lived.current = pause;
  }
  const plane = JSON.stringify(grid.plane);
  const pages = useMemo(() => {
    const kept = host.memory.get(keptAs) as Kept | undefined;
    const known = kept?.plane === plane && !live ? kept.pages : [];
    return new Pages<Page>(
      async (page) => packed(await host.requests.ask('keras/window', questionOf(grid, page))),
      () => {
        redraw((before) => before + 1);
      },
      known.map(([page, body]) => [page, packed(body)]),
    );
  }, [host, plane, grid.rows, grid.columns, lived.current]);
  const wanted = inSight.join(' ');
  useEffect(() => {
    const keep = (): void => {
      const shown = inSight.flatMap((page) => {
        const body = pages.get(page)?.body;
        return body ? [[page, body] as const] : [];
      });
      if (shown.length > 0) {
        host.memory.keep(keptAs, { plane, pages: shown } satisfies Kept);
        host.remember();
      }
    };
    if (!live) {
      // The run may have gone on before the table was at rest.
      keep();
      return undefined;
    }
    pages.want(inSight);
    const timer = setTimeout(keep, rest);
    return () => {
      clearTimeout(timer);
    };
  }, [pages, wanted, live, drawn]);
  return pages;
}

function packed(body: WindowBody): Page {
  return { body, values: unpack(body) };
}
