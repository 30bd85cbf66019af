/** Where a run is, in words, counted as Keras' progress bar counts. Pure. */
import { type Progress } from './generated/protocol';

/** Epoch, step, and while the run goes on speed and time left, as far as they are known. */
export function progressParts(progress: Progress, running: boolean): readonly string[] {
  const speed = running ? [speedOf(progress), leftOf(progress)] : [];
  return [epochOf(progress), stepOf(progress), ...speed].filter((part) => part !== undefined);
}

/** The two largest units, for example `3 d 4 h` or `4 min`; below a minute in seconds. */
export function duration(seconds: number): string {
  if (seconds < 59.5) {
    return `${Math.ceil(seconds)} s`;
  }
  const minutes = Math.round(seconds / 60);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (days > 0) {
    return `${days} d ${hours % 24} h`;
  }
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

function epochOf({ epoch, epochs }: Progress): string | undefined {
  return epoch === undefined ? undefined : `epoch ${ofWhole(epoch + 1, epochs)}`;
}

function stepOf({ step, stepInEpoch, stepsPerEpoch }: Progress): string | undefined {
  if (stepInEpoch !== undefined) {
    return `step ${ofWhole(stepInEpoch, stepsPerEpoch)}`;
  }
  return step === undefined ? undefined : `${count(step + 1)} ${step === 0 ? 'step' : 'steps'}`;
}

function speedOf({ state, stepsPerSecond: speed }: Progress): string | undefined {
  if (speed === undefined || state === 'done') {
    return undefined;
  }
  return speed < 1
    ? `${Number((1 / speed).toPrecision(2))} s a step`
    : `${Number(speed.toPrecision(2))} steps/s`;
}

function leftOf({ secondsLeft }: Progress): string | undefined {
  return secondsLeft === undefined ? undefined : `${duration(secondsLeft)} left`;
}

function ofWhole(part: number, whole: number | undefined): string {
  return whole === undefined ? count(part) : `${count(part)}/${count(whole)}`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
