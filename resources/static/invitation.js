// Invitation of a wall: now and then the code that leads phones to the scores fills the screen, so that it scans from three
// meters and more. It takes one turn, and leaves with the first bag. It waits until nobody throws, but not for ever: a hall
// full of busy courts never rests.

const EVERY_MS = 4 * 60_000;
const AT_LATEST_MS = 10 * 60_000;
// Between two bags of a round are fewer seconds, between two rounds more.
const QUIET_MS = 8_000;

export class Invitation {
  constructor() {
    this.isShown = false;
    this.shownAt = Date.now();
    this.changedAt = 0;
  }

  /** A bag has fallen on a court that this wall shows; return whether the code must leave. */
  onBag() {
    this.changedAt = Date.now();
    const wasShown = this.isShown;
    this.isShown = false;
    return wasShown;
  }

  /**
   * Decide about the next turn.
   * @param {boolean} isTurn whether courts take turns, and all have just had theirs: the code then has one like them
   */
  turn(isTurn) {
    const sinceShownMs = Date.now() - this.shownAt;
    const isQuiet = Date.now() - this.changedAt >= QUIET_MS;
    const isDue = sinceShownMs >= AT_LATEST_MS || (sinceShownMs >= EVERY_MS && (isTurn || isQuiet));
    this.isShown = !this.isShown && isDue;
    if (this.isShown) this.shownAt = Date.now();
  }
}
