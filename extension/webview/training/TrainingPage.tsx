import { type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { AnswerNote } from '../common/AnswerNote';
import { Boundary } from '../common/Boundary';
import { type PageProperties } from '../common/page';
import { Chart } from './Chart';
import { type Group, groups, lastStep, linesOf } from './course';
import { Happened } from './Happened';
import { LayerChooser } from './LayerChooser';
import { StepDetails } from './StepDetails';
import { TrainingStatus } from './TrainingStatus';
import { useTraining } from './useTraining';

/** What is found again after the window was reloaded. */
interface View {
  readonly layers?: readonly string[] | undefined;
  readonly pinned?: number | undefined;
  readonly logarithmic?: Readonly<Partial<Record<Group, boolean>>>;
}

/** The course of the training, live: charts with one cursor, and the step that it is set to. */
export function TrainingPage({ host, state, progress }: PageProperties): VNode {
  const [view, setView] = useState<View>(() => host.view() ?? {});
  const [following, setFollowing] = useState(true);
  const [pointed, setPointed] = useState<number>();
  const answer = useTraining(view.layers, following, progress);
  const { body } = answer;
  const lines = useMemo(() => (body ? linesOf(body) : []), [body]);
  const change = (changed: View): void => {
    const next = { ...view, ...changed };
    setView(next);
    host.setView(next);
  };
  const { logarithmic } = view;
  const last = Math.max(lastStep(lines), ...(body?.markers ?? []).map(({ step }) => step));
  // Another run may not be there yet.
  const pinned = view.pinned !== undefined && view.pinned <= last ? view.pinned : undefined;
  const onPin = (step: number | undefined): void => {
    change({ pinned: step });
  };
  const marked = (body?.markers ?? []).filter(({ type }) => type !== 'epoch');
  const shown = [...new Set(lines.flatMap(({ layer }) => layer ?? []))];
  const known = state.status === 'running' && following ? (progress ?? body?.progress) : body?.progress;
  return (
    <div class="training">
      <h1 class="hidden">Training</h1>
      <TrainingStatus state={state} progress={known} following={following} onFollow={setFollowing} />
      <AnswerNote answer={body || answer.error !== undefined ? answer : { ...answer, body: null }} />
      {marked.length > 0 && (
        <section aria-labelledby="marked">
          <h2 id="marked">Findings and stops</h2>
          <Happened markers={marked} onStep={onPin} />
        </section>
      )}
      {lines.length > 0 && (
        <section aria-labelledby="course">
          <h2 id="course">
            Course <span class="at">at step {pointed ?? pinned ?? last}</span>
          </h2>
          <p class="note muted">
            {pinned === undefined ? (
              'Click a point, or press Enter in a chart, to keep its step and see all values of it.'
            ) : (
              <PinnedNote step={pinned} />
            )}
          </p>
          <LayerChooser
            layers={body?.layers ?? []}
            chosen={view.layers}
            shown={shown}
            onChoose={(layers) => {
              change({ layers });
            }}
          />
          <Boundary name="The charts">
            <div class="charts">
              {groups.map((group) => {
                const own = lines.filter((line) => line.group === group.group);
                return (
                  own.length > 0 && (
                    <Chart
                      key={group.group}
                      group={group}
                      lines={own}
                      markers={body?.markers ?? []}
                      last={last}
                      logarithmic={logarithmic?.[group.group] ?? group.logarithmic === 'always first'}
                      onLogarithmic={(on) => {
                        change({ logarithmic: { ...logarithmic, [group.group]: on } });
                      }}
                      cursor={pointed ?? pinned}
                      onCursor={setPointed}
                      onPin={onPin}
                    />
                  )
                );
              })}
            </div>
          </Boundary>
        </section>
      )}
      {pinned !== undefined && lines.length > 0 && (
        <Boundary name="The step">
          <StepDetails
            step={pinned}
            lines={lines}
            markers={body?.markers ?? []}
            unpin={() => {
              onPin(undefined);
            }}
          />
        </Boundary>
      )}
    </div>
  );
}

function PinnedNote({ step }: { step: number }): VNode {
  return (
    <>
      Step {step} is kept.{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          document.getElementById('step')?.scrollIntoView({ block: 'start' });
        }}
      >
        All values
      </button>
    </>
  );
}
