/** How often a server may end by itself before it is left alone. Pure. */

const most = 4;
const withinMilliseconds = 180_000;

export class Crashes {
  private times: number[] = [];

  /** Notes that it ended; whether it is to be started again. */
  again(now: number): boolean {
    this.times = [...this.times.filter((time) => now - time < withinMilliseconds), now];
    return this.times.length <= most;
  }
}
