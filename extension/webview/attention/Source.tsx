import { type VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { type AttentionHeadsBody, type AttentionSource, type Finding } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { useAnswer } from '../common/useAnswer';
import { Heads } from './Heads';
import { SamplePicker } from './SamplePicker';
import { guiltySamples, placeOf, type View } from './view';
import { WeightMap } from './WeightMap';

interface Properties {
  readonly source: AttentionSource;
  readonly finding: Finding | undefined;
  readonly view: View;
  readonly change: (view: View) => void;
}

/** One sample of a source: all heads small, one of them large. */
export function Source({ source, finding, view, change }: Properties): VNode {
  const guilty = guiltySamples(source, finding);
  const { sample } = placeOf(source, view, guilty, []);
  const answer = useAnswer('keras/attentionHeads', { handle: source.handle, sample });
  const last = useRef<AttentionHeadsBody>(undefined);
  // Heads of another sample, or of the last pause, would be flagged at the wrong rows.
  const about = answer.to?.handle === source.handle && answer.to.sample === sample;
  last.current = about ? answer.body : last.current;
  const body = about ? answer.body : undefined;
  // Until it is there, those that were seen last hold the place.
  const seen = body ?? (answer.waiting ? last.current : undefined);
  const notRead = !seen && !answer.waiting && answer.error === undefined;
  const heads = body?.heads ?? [];
  const { head, query, key } = placeOf(source, view, guilty, heads);
  const described = seen?.heads.find((each) => each.head === head);
  return (
    <>
      <SamplePicker
        sample={sample}
        samples={source.samples}
        guilty={guilty}
        pick={(chosen) => {
          change({ ...view, sample: chosen });
        }}
      />
      {body?.note !== undefined && <p class="note muted">{body.note}</p>}
      {source.heads > 1 && seen && (
        <section aria-labelledby="heads">
          <h2 id="heads">Heads</h2>
          <Heads
            source={source}
            sample={sample}
            heads={seen.heads}
            head={head}
            pick={(chosen) => {
              change({ ...view, head: chosen });
            }}
          />
        </section>
      )}
      {!notRead && (
        <section aria-labelledby="weights">
          <h2 id="weights">{source.heads > 1 ? `Head ${head}` : 'Weights'}</h2>
          <WeightMap
            source={source}
            sample={sample}
            head={head}
            described={described}
            tokens={{ queries: body?.queryTokens, keys: body?.keyTokens }}
            query={query}
            cursorKey={key}
            move={(toQuery, toKey) => {
              change({ ...view, query: toQuery, key: toKey });
            }}
          />
        </section>
      )}
      <AnswerNote answer={answer} />
    </>
  );
}
