import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type AttentionHead, type AttentionSource } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { numbersOf } from '../common/base64';
import { Canvas } from '../common/Canvas';
import { Legend } from '../common/Legend';
import { type Area, areaOf, moveCursor, type Size, stepOfKey } from '../common/paging';
import { range, summaryOfWindow } from '../common/readout';
import { useAnswer } from '../common/useAnswer';
import { useWidth } from '../common/useWidth';
import { unpack, valueAt } from '../common/values';
import { KeyLabels, QueryLabels, RowEntropies } from './Labels';
import { cellFor, pageFor } from './layout';
import { scaleOfWeights } from './tile';
import { bits, oddities, readout, type Tokens } from './words';

interface Properties {
  readonly source: AttentionSource;
  readonly sample: number;
  readonly head: number;
  readonly described: AttentionHead | undefined;
  readonly tokens: Tokens;
  readonly query: number;
  readonly cursorKey: number;
  readonly move: (query: number, key: number) => void;
}

/** The weights of one head, with its tokens at both axes, and a cursor. */
export function WeightMap(properties: Properties): VNode {
  const { source, sample, head, described, tokens, query, cursorKey, move } = properties;
  const [holder, width] = useWidth();
  const plane: Size = { rows: source.queries, columns: source.keys };
  const page = pageFor(width, plane);
  const view = { index: [sample, head], cursorRow: query, cursorColumn: cursorKey };
  const area = areaOf(view, plane, page);
  const cell = cellFor(width, area);
  const answer = useAnswer(
    'keras/window',
    width === 0 ? undefined : { handle: source.handle, index: [sample, head], ...area },
  );
  const values = useMemo(() => answer.body && unpack(answer.body), [answer.body]);
  const scale = useMemo(() => values && scaleOfWeights(values), [values]);
  const entropies = useMemo(() => numbersOf(described?.rowEntropy ?? ''), [described]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOfKey(event.key, page, plane);
    if (step) {
      event.preventDefault();
      const moved = moveCursor(view, plane, ...step);
      move(moved.cursorRow, moved.cursorColumn);
    }
  };
  const current = { query, key: cursorKey };
  const odd = described ? oddities(described, query, entropies[query]) : [];
  return (
    <div class="weights" ref={holder}>
      {described && <Facts described={described} />}
      {values && scale && (
        <>
          <p class="readout" aria-live="polite">
            {readout(tokens, query, cursorKey, valueAt(values, query, cursorKey))}
            <span class="row">
              this query: {bits(entropies[query])}
              {odd.map((text) => (
                <span key={text} class="error">
                  {' · '}
                  <span aria-hidden="true">⚠ </span>
                  {text}
                </span>
              ))}
            </span>
          </p>
          <div class="map">
            <KeyLabels area={area} cell={cell} tokens={tokens.keys} current={current.key} />
            <QueryLabels
              area={area}
              cell={cell}
              tokens={tokens.queries}
              current={current.query}
              described={described}
            />
            <div class="cells">
              <Canvas
                values={values}
                area={area}
                scale={scale}
                view={view}
                width={width}
                cell={cell}
                label={`Attention weights, queries down and keys across. ${summaryOfWindow(values)} Arrow keys move the cursor.`}
                onKeyDown={onKeyDown}
                onCursor={move}
              />
              <Bands area={area} cell={cell} query={query} cursorKey={cursorKey} />
            </div>
            <RowEntropies area={area} cell={cell} entropies={entropies} keys={source.keys} />
          </div>
          {(area.rows < plane.rows || area.columns < plane.columns) && (
            <p class="muted">
              Queries {range(area.row, area.rows)} of {plane.rows}, keys {range(area.column, area.columns)} of{' '}
              {plane.columns}: the cursor turns the page.
            </p>
          )}
          <Legend scale={scale} />
        </>
      )}
      <AnswerNote answer={answer} />
    </div>
  );
}

interface BandProperties {
  readonly area: Area;
  readonly cell: number;
  readonly query: number;
  readonly cursorKey: number;
}

/** The cursor's row and column. */
function Bands({ area, cell, query, cursorKey }: BandProperties): VNode {
  const [top, left] = [(query - area.row) * cell, (cursorKey - area.column) * cell];
  return (
    <>
      <div class="band" style={{ top: `${top}px`, width: `${area.columns * cell}px`, height: `${cell}px` }} />
      <div class="band" style={{ left: `${left}px`, height: `${area.rows * cell}px`, width: `${cell}px` }} />
    </>
  );
}

/** What one head does with the sample, in a line. */
function Facts({ described }: { described: AttentionHead }): VNode {
  const { entropy, evenness, paddingShare, flags } = described;
  const percent = (share: number): string => `${Number.parseFloat((100 * share).toPrecision(2))} %`;
  const facts = [
    ...(entropy === null ? [] : [`mean entropy ${bits(entropy)}`]),
    ...(evenness === null ? [] : [`evenness ${percent(evenness)}`]),
    ...(paddingShare === null ? [] : [`${percent(paddingShare)} of the weight on padding`]),
    ...flags,
  ];
  return <p class="facts-line">{facts.join(' · ')}</p>;
}
