import { type VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type PanelState, type TensorReference } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { Boundary } from '../common/Boundary';
import { Surrounding } from '../common/host';
import { type PageProperties } from '../common/page';
import { Status } from '../common/Status';
import { useAnswer, useSurroundings } from '../common/useAnswer';
import { Expression } from './Expression';
import { Source } from './Source';
import { SourcePicker } from './SourcePicker';
import { sourceOf, type View } from './view';

const nothingYet =
  'Nothing has been paused yet. At a pause, the attention weights of the step are shown here.';

/** The attention of one layer, or of one tensor: its heads side by side, and one of them large. */
export function AttentionPage({ host, state }: PageProperties): VNode {
  const asked = askedIn(state);
  const { sources, answer, why } = useSources(asked);
  const surroundings = useSurroundings();
  // Until the sources of this pause are there, their handles are those of the last one.
  const live = surroundings.live && answer.pause === surroundings.pause;
  const here = useMemo(() => ({ ...surroundings, live }), [surroundings, live]);
  const [view, setView] = useState<View>(() => (host.view() as View | undefined) ?? {});
  // Once the run has gone on, the page is still about the pause before.
  const atStop = state.status === 'stopped' ? state.atStop : view.atStop === true;
  const change = (step: View): void => {
    setView({ ...step, atStop });
    host.setView({ ...step, atStop });
  };
  useEffect(() => {
    change(view);
  }, [atStop]);
  const finding = atStop ? state.stop?.finding : undefined;
  const source = sources && sourceOf(sources, view, asked, finding);
  return (
    <>
      <Status state={state} nothingYet={nothingYet} />
      {state.pause > 0 && (
        <>
          <h1>Attention</h1>
          {sources && source && (
            <SourcePicker
              sources={sources}
              source={source}
              pick={(key) => {
                change({ source: key, ...(view.sample !== undefined && { sample: view.sample }) });
              }}
            />
          )}
          <Expression
            asked={asked}
            open={(tensor) => {
              change({});
              host.open('attention', tensor ? { tensor } : {});
            }}
          />
          {why !== undefined && <p class="note">{why}</p>}
          {answer.body?.note !== undefined && <p class="note">{answer.body.note}</p>}
          {source && (
            <Boundary name="The attention" key={source.name}>
              <Surrounding.Provider value={here}>
                <Source source={source} finding={finding} view={view} change={change} />
              </Surrounding.Provider>
            </Boundary>
          )}
          <AnswerNote answer={answer} />
        </>
      )}
    </>
  );
}

function askedIn({ subject }: PanelState): TensorReference | undefined {
  return (
    subject.tensor ?? (subject.layer === undefined ? undefined : { type: 'attention', name: subject.layer })
  );
}

/** What can be shown at this pause. The debugger finds an expression's tensor first, in its frame. */
function useSources(asked: TensorReference | undefined) {
  const { live, pause } = useSurroundings();
  const evaluated = asked?.type === 'expression';
  const tensor = useAnswer('keras/tensor', evaluated ? { reference: asked } : undefined);
  const found = !evaluated || !live || tensor.pause === pause || tensor.error !== undefined;
  const handle = evaluated ? tensor.body?.tensor?.handle : undefined;
  const missing = evaluated && handle === undefined;
  const answer = useAnswer(
    'keras/attention',
    found
      ? { ...(asked && !missing && { reference: asked }), ...(handle !== undefined && { handle }) }
      : undefined,
  );
  const why = missing && found ? (tensor.error ?? tensor.body?.why) : undefined;
  return { sources: answer.body?.sources, answer, why };
}
