import { type VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type ModelGraph } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { Boundary } from '../common/Boundary';
import { formatCount } from '../common/numbers';
import { type PageProperties } from '../common/page';
import { Prose } from '../common/Prose';
import { Status } from '../common/Status';
import { useAnswer } from '../common/useAnswer';
import { foldedAtFirst, groupsAround, nodeOf } from './folding';
import { GraphView } from './GraphView';
import { OpsView } from './OpsView';
import { found, Search } from './Search';
import { SummaryTable } from './SummaryTable';
import { Tabs } from './Tabs';
import { keptView, type View } from './view';

const nothingYet =
  'Nothing has been paused yet. Start training with F5; when it stops, this page shows the layers of the model.';

/** The model as a graph or a table, and the ops around the stop. */
export function ModelPage({ state, host }: PageProperties): VNode {
  const [view, setView] = useState(() => keptView(host.view()));
  const [op, setOp] = useState<string | undefined>(undefined);
  const answer = useAnswer('keras/model', view.model === undefined ? {} : { model: view.model });
  const { body } = answer;
  const subject = state.subject.layer;
  const tab = subject === undefined || subject === view.subject ? view.tab : 'graph';
  const change = (part: Partial<View>): void => {
    const next = { ...view, ...part };
    setView(next);
    host.setView(next);
  };
  useEffect(() => {
    // The ops of another pause are others.
    setOp(undefined);
  }, [state.pause]);
  return (
    <>
      <Status state={state} nothingYet={nothingYet} />
      {state.pause > 0 && (
        <>
          <Header
            graph={body}
            onModel={(model) => {
              change({ model, selected: undefined });
            }}
          />
          <Tabs
            tab={tab}
            onTab={(next) => {
              change({ tab: next, subject });
            }}
          >
            {tab === 'ops' ? (
              <Boundary name="The graph of ops" key="ops">
                <OpsView node={op} onWalk={setOp} />
              </Boundary>
            ) : (
              <Boundary name="The model" key="model">
                <AnswerNote answer={answer} />
                {body && <Model graph={body} view={view} subject={subject} onChange={change} />}
              </Boundary>
            )}
          </Tabs>
        </>
      )}
    </>
  );
}

interface HeaderProperties {
  readonly graph: ModelGraph | undefined;
  readonly onModel: (name: string) => void;
}

function Header({ graph, onModel }: HeaderProperties): VNode {
  const { name = '', models = [], nodes = [], source, parameters } = graph ?? {};
  return (
    <header class="model">
      <h1>{name || 'Model'}</h1>
      {models.length > 1 && (
        <select
          aria-label="Model"
          value={name}
          onChange={({ currentTarget }) => {
            onModel(currentTarget.value);
          }}
        >
          {(models.includes(name) ? models : [name, ...models]).map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      )}
      {nodes.length > 0 && (
        <p class="muted">
          {[
            `${formatCount(nodes.length)} ${nodes.length === 1 ? 'node' : 'nodes'}`,
            parameters !== undefined && `${formatCount(parameters)} parameters`,
            source === 'calls' ? 'as its layers were called in this step' : 'as it was built',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
    </header>
  );
}

interface ModelProperties {
  readonly graph: ModelGraph;
  readonly view: View;
  /** The layer that the page was opened for. */
  readonly subject: string | undefined;
  readonly onChange: (part: Partial<View>) => void;
}

function Model({ graph, view, subject, onChange }: ModelProperties): VNode {
  const { folded: kept, selected, search, tab } = view;
  const folded = useMemo(() => new Set(kept[graph.name] ?? foldedAtFirst(graph)), [graph, kept]);
  const matches = useMemo(() => found(graph, search), [graph, search]);
  useEffect(() => {
    const node = subject === undefined ? undefined : nodeOf(graph, subject);
    if (node && view.subject !== subject) {
      select(node.id, { tab: 'graph', subject });
    }
  }, [subject, graph]);
  const setFolded = (ids: Iterable<string>, part: Partial<View> = {}): void => {
    onChange({ ...part, folded: { ...kept, [graph.name]: [...ids] } });
  };
  /** Opens what a layer is folded into. */
  const select = (id: string, part: Partial<View> = {}): void => {
    const around = new Set(groupsAround(graph, id));
    const open = [...folded].filter((each) => !around.has(each));
    if (open.length < folded.size) {
      setFolded(open, { ...part, selected: id });
    } else {
      onChange({ ...part, selected: id });
    }
  };
  const fold = (id: string): void => {
    setFolded(folded.has(id) ? [...folded].filter((each) => each !== id) : [...folded, id], { selected: id });
  };
  const odd = graph.nodes.filter(({ state }) => state === 'unconnected' || state === 'notCalled');
  return (
    <>
      <Search
        text={search}
        matches={matches}
        selected={selected}
        onText={(text) => {
          onChange({ search: text });
        }}
        onSelect={select}
      />
      {odd.length > 0 && (
        <ul class="odd" aria-label="What is not connected">
          {odd.map(({ id, why = '' }) => (
            <li key={id}>
              <span aria-hidden="true">⚠ </span>
              <button
                type="button"
                class="link"
                onClick={() => {
                  select(id);
                }}
              >
                {id.slice(id.startsWith(`${graph.name}/`) ? graph.name.length + 1 : 0)}
              </button>
              : <Prose text={why} />
            </li>
          ))}
        </ul>
      )}
      {graph.note !== undefined && <p class="note muted">{graph.note}</p>}
      {graph.nodes.length > 0 &&
        (tab === 'summary' ? (
          <SummaryTable
            graph={graph}
            matches={matches}
            selected={selected}
            onSelect={(id) => {
              onChange({ tab: 'graph', selected: id });
            }}
          />
        ) : (
          <GraphView
            graph={graph}
            folded={folded}
            selected={selected}
            matches={matches}
            onSelect={select}
            onFold={fold}
          />
        ))}
    </>
  );
}
