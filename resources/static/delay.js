// Delay queue: what the stream brings is shown as much later as the video comes. In one queue, so that states, events and the
// status of the connection stay in order: a score is late on air when nothing has confirmed it at the time that the video shows.

export class DelayQueue {
  /** @param {number} ms by how much everything is delayed */
  constructor(ms) {
    this.ms = ms;
    /** @type {[number, () => void][]} when each step is due, by the monotonic clock */
    this.steps = [];
    this.timer = 0;
  }

  /**
   * Run a step after the delay, and after all steps before it.
   * @param {() => void} step
   * @param {number} ageMs how long ago it happened, if that is known
   */
  push(step, ageMs = 0) {
    if (!this.ms) return step();
    const due = performance.now() + Math.max(0, this.ms - ageMs);
    const [last = 0] = this.steps[this.steps.length - 1] ?? [];
    this.steps.push([Math.max(due, last), step]);
    if (this.steps.length === 1) this.startTimer();
  }

  startTimer() {
    clearTimeout(this.timer);
    if (this.steps.length) this.timer = setTimeout(() => this.run(), this.steps[0][0] - performance.now());
  }

  run() {
    // A timer may fire a little early, and nothing may be shown before its time.
    while (this.steps.length && this.steps[0][0] <= performance.now()) this.steps.shift()[1]();
    this.startTimer();
  }
}
