import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type OpEdge, type OpGraph, type OpNode } from '../../shared/generated/protocol';
import { AnswerNote } from '../common/AnswerNote';
import { LocationLink } from '../common/LocationLink';
import { useAnswer, useSurroundings } from '../common/useAnswer';
import { type Box, Diagram, type Group, type Wire } from './Diagram';

interface Properties {
  /** The node that the reader has walked to; undefined for the stop. */
  readonly node: string | undefined;
  readonly onWalk: (node: string | undefined) => void;
}

/** The ops around the stop, from left to right; a click on one puts it in the middle. */
export function OpsView({ node, onWalk }: Properties): VNode {
  const answer = useAnswer('keras/opGraph', node === undefined ? {} : { node });
  const { body } = answer;
  return (
    <>
      {node !== undefined && (
        <button
          type="button"
          class="secondary"
          onClick={() => {
            onWalk(undefined);
          }}
        >
          Back to the stop
        </button>
      )}
      <AnswerNote answer={answer} />
      {body && <Ops graph={body} onWalk={onWalk} />}
    </>
  );
}

const noGroups: readonly Group[] = [];

function Ops({ graph, onWalk }: Pick<Properties, 'onWalk'> & { readonly graph: OpGraph }): VNode {
  const { live } = useSurroundings();
  const boxes = useMemo(() => graph.nodes.map(boxOf), [graph]);
  const wires = useMemo(() => graph.edges.map(wireOf), [graph]);
  const centre = graph.nodes.find((each) => each.centre);
  const born = graph.nodes.filter((each) => each.born);
  const walk = (id: string): void => {
    if (live && id !== centre?.id) {
      onWalk(id);
    }
  };
  return (
    <>
      {born.map((each) => (
        <p key={each.id} class="birth">
          <strong>⚠ Born in {titleOf(each)}</strong>
          {each.layer !== undefined && ` of ${each.layer}`}
          {each.kind === 'op' && ': what went in was finite, what came out is not.'}{' '}
          {each.location && <LocationLink location={each.location} />}
        </p>
      ))}
      {centre && (
        <p class="centre">
          In the middle: <strong>{titleOf(centre)}</strong>
          {centre.gradientOf !== undefined && `, of the gradient of ${centre.gradientOf}`}
          {centre.layer !== undefined && ` in ${centre.layer}`}{' '}
          {centre.location && <LocationLink location={centre.location} />}
        </p>
      )}
      {graph.note !== undefined && <p class="note muted">{graph.note}</p>}
      {boxes.length > 0 && (
        <Diagram
          key={centre?.id}
          label="Ops around the stop, from left to right"
          direction="LR"
          boxes={boxes}
          groups={noGroups}
          wires={wires}
          selected={centre?.id}
          focus={centre?.id}
          onSelect={walk}
          onOpen={walk}
        />
      )}
      <Tensors graph={graph} />
    </>
  );
}

/** The same as a list, for those who read rather than look. */
function Tensors({ graph }: { readonly graph: OpGraph }): VNode | null {
  const names = new Map(graph.nodes.map((node) => [node.id, titleOf(node)]));
  return graph.edges.length === 0 ? null : (
    <section aria-labelledby="tensors">
      <h2 id="tensors">The tensors between them</h2>
      <div class="scroll" role="region" aria-label="Tensors between the ops" tabIndex={0}>
        <table class="summary">
          <thead>
            <tr>
              <th scope="col">made by</th>
              <th scope="col">used by</th>
              <th scope="col" class="number">
                input
              </th>
              <th scope="col">tensor</th>
            </tr>
          </thead>
          <tbody>
            {graph.edges.map((edge) => (
              <tr key={keyOf(edge)} class={edge.bad ? 'finding' : ''}>
                <th scope="row">{names.get(edge.from)}</th>
                <td>{names.get(edge.to)}</td>
                <td class="number">{edge.slot}</td>
                <td>
                  <code class="line">{textOf(edge)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const gone = 'no longer held';

function titleOf({ op, kind, name }: OpNode): string {
  return kind === 'op' || name === undefined ? op : name;
}

function kindOf({ kind, op, layer, name }: OpNode): string {
  const what = kind === 'op' ? (layer?.split('/').at(-1) ?? '') : name === undefined ? '' : op;
  return what;
}

function textOf({ line, shape }: OpEdge): string {
  return line ?? (shape || gone);
}

function keyOf({ from, to, slot }: OpEdge): string {
  return `${from}\n${to}\n${slot}`;
}

const lineWidth = 216;

/** Names the op of the stop where it did not run to its end. */
const refused = 'stop';

function boxOf(node: OpNode): Box {
  const { id, centre, bad, born, gradientOf, kind } = node;
  const title = titleOf(node);
  const state = born ? '⚠ born here' : bad ? '⚠ not finite' : id === refused ? '⚠ stopped here' : '';
  const below = gradientOf === undefined ? kindOf(node) : `gradient of ${gradientOf}`;
  const longest = Math.max(title.length, below.length, state.length);
  return {
    id,
    group: null,
    width: Math.max(80, Math.min(220, longest * 8 + 26)),
    height: 14 + 18 * (1 + Number(below !== '') + Number(state !== '')),
    look: `${kind} ${born ? 'finding' : state === '' ? 'fine' : 'bad'}${centre ? ' centre' : ''}`,
    content: (
      <>
        <span class="name">{title}</span> {below !== '' && <span class="kind">{below}</span>}{' '}
        {state !== '' && <span class="state">{state}</span>}
      </>
    ),
  };
}

function wireOf(edge: OpEdge): Wire {
  const text = textOf(edge);
  const lines = Math.ceil((text.length * 6.6) / lineWidth);
  return {
    id: keyOf(edge),
    from: edge.from,
    to: edge.to,
    width: Math.min(lineWidth, text.length * 6.6) + 12,
    height: 4 + 16 * lines,
    look: edge.bad ? 'strong' : '',
    content: <span class={edge.line === undefined ? 'muted' : ''}>{text}</span>,
  };
}
