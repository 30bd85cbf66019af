/** Where a run is, in the words of the status bar. Pure. */
import { type PanelStatus, type Progress, type ReplayStatus } from '../../shared/generated/protocol';
import { progressParts } from '../../shared/progress';

export interface ProgressTexts {
  readonly text: string;
  readonly tooltip: string;
}

/** Undefined when there is nothing to show: no training yet, or no session any more. */
export function progressTexts(
  progress: Progress | undefined,
  status: PanelStatus,
): ProgressTexts | undefined {
  if (!progress || status === 'ended' || progress.state === 'between') {
    return undefined;
  }
  const { loss, replay } = progress;
  const [icon, doing] = doingOf(progress.state, status);
  const lossText = loss === undefined ? [] : [`loss ${loss?.toPrecision(3) ?? 'not finite'}`];
  const speed = replay && status === 'running' && progress.state === 'training' ? ['full speed'] : [];
  const parts = [...doing, ...speed, ...progressParts(progress, status === 'running'), ...lossText];
  return { text: `$(${icon}) ${parts.join(' · ')}`, tooltip: tooltipOf(progress, status) };
}

function doingOf(state: Progress['state'], status: PanelStatus): readonly [icon: string, doing: string[]] {
  if (status === 'stopped') {
    return ['debug-pause', ['paused']];
  }
  if (state === 'done') {
    return ['check', ['trained']];
  }
  return ['pulse', state === 'validating' ? ['validating'] : []];
}

function tooltipOf({ state, step, epoch, replay }: Progress, status: PanelStatus): string {
  const doing = {
    training: 'The model is trained.',
    validating: 'The validation data are evaluated.',
    done: 'The training is over; the script goes on.',
    between: '',
  }[state];
  const epochText = epoch === undefined ? '' : `, epoch ${epoch}`;
  // As findings count.
  const where = step === undefined ? '' : ` Step ${step} of the run${epochText}, counted from 0.`;
  const kept = replay ? ` ${keptText(replay)}` : '';
  return `${status === 'stopped' ? 'The run is paused.' : doing}${where}${kept} Click for its course.`;
}

/** How far back one can go, and what that takes. */
function keptText({ steps, bytes, limit }: ReplayStatus): string {
  const [taken, most] = [bytes, limit].map((size) => Math.ceil(size / 2 ** 20).toLocaleString('en-US'));
  const reach = steps === 1 ? 'the last step' : `the last ${steps.toLocaleString('en-US')} steps`;
  return `At full speed: ${reach} can be run again, from ${taken} of ${most} MiB.`;
}
