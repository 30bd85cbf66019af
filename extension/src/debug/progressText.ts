/** Where a run is, in the words of the status bar. Pure. */
import { type PanelStatus, type Progress } from '../../shared/generated/protocol';
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
  const { loss } = progress;
  const [icon, doing] = doingOf(progress.state, status);
  const lossText = loss === undefined ? [] : [`loss ${loss?.toPrecision(3) ?? 'not finite'}`];
  const parts = [...doing, ...progressParts(progress, status === 'running'), ...lossText];
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

function tooltipOf({ state, step, epoch }: Progress, status: PanelStatus): string {
  const doing = {
    training: 'The model is trained.',
    validating: 'The validation data are evaluated.',
    done: 'The training is over; the script goes on.',
    between: '',
  }[state];
  const epochText = epoch === undefined ? '' : `, epoch ${epoch}`;
  // As findings count.
  const where = step === undefined ? '' : ` Step ${step} of the run${epochText}, counted from 0.`;
  return `${status === 'stopped' ? 'The run is paused.' : doing}${where} Click for its course.`;
}
