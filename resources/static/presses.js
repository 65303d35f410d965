// Queue of presses that the kiosk has not confirmed yet: stored in the browser, sent in order, each counted once.
//
// Each is stored under a name of its own, so a reload loses none, and carries an Idempotency-Key, so sending it again is
// harmless. It also carries the number of the state it was pressed on: every write adds exactly one event, so the
// press after it expects the next number, and If-Match refuses the rest of a queue once somebody else has scored. Then
// nothing more is sent until the scorer has said whether it should be.

import { ask } from "./device.js";
import { randomId } from "./uuid.js";

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;
// A press refused this soon is taken back with a sentence; an older one is asked about, for nobody remembers it.
const FRESH_MS = 10_000;
export const MAX_PRESSES = 400;

/** @typedef {{name: string, key: string, path: string, body: any, log: string, seq: number, at: number}} Press */

export class Presses {
  /**
   * @param {number} game
   * @param {{onSaved: (state: any) => void, onRefused: (sentence: string) => void, onChanged: () => void}} listener
   *   called with the state after a press, with the error text of a refused one, and after any change here
   */
  constructor(game, listener) {
    this.game = game;
    this.listener = listener;
    /** @type {Press[]} */
    this.waiting = this.stored();
    /** Why nothing more is sent, in words; empty while all goes its way. */
    this.stopped = "";
    /** Whether a press was sent and not answered. */
    this.away = false;
    this.sending = false;
    this.wake = () => {};
  }

  /** Add a press made on `state`, and send it. False when no more can be kept. */
  add(path, body, state) {
    if (this.waiting.length >= MAX_PRESSES) return false;
    const last = this.waiting.at(-1);
    const [log, seq] = last ? [last.log, last.seq + 1] : [state.log, state.seq];
    const at = Date.now();
    const order = Math.max(at, Number(last?.name.split(" ")[2] ?? 0) + 1);
    const press = { name: `press ${this.game} ${order}`, key: randomId(), path, body, log, seq, at };
    this.store(press);
    this.waiting.push(press);
    this.listener.onChanged();
    this.send();
    return true;
  }

  /** Take back the newest press if it was never sent; says whether it was. */
  takeBack() {
    const last = this.waiting.at(-1);
    if (!last || last.sent || this.stopped) return false;
    this.remove(last);
    this.listener.onChanged();
    return true;
  }

  /** Send what waits, on the state as it is now. */
  resume(state) {
    this.waiting.forEach((press, place) => {
      Object.assign(press, { log: state.log, seq: state.seq + place, at: Date.now() });
      this.store(press);
    });
    this.stopped = "";
    this.listener.onChanged();
    this.send();
  }

  /** Give up what waits. */
  drop() {
    for (const press of [...this.waiting]) this.remove(press);
    this.stopped = "";
    this.listener.onChanged();
  }

  /** The network is back: try now. */
  retryNow() {
    this.wake();
    this.send();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    for (let wait = FIRST_RETRY_MS; this.waiting.length && !this.stopped; ) {
      const answered = await this.deliver(this.waiting[0]);
      if (answered) {
        wait = FIRST_RETRY_MS;
        continue;
      }
      await this.rest(Math.max(wait, this.retryAfter * 1000));
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    }
    this.sending = false;
  }

  /** Send one press; false when there was no answer that settles it. */
  async deliver(press) {
    this.retryAfter = 0;
    this.mark(press);
    const headers = { "Idempotency-Key": press.key, "If-Match": `"${press.log}-${press.seq}"` };
    let answer;
    try {
      answer = await ask("POST", `/api/games/${this.game}${press.path}`, press.body, headers);
    } catch {
      return this.unanswered();
    }
    if (!this.waiting.includes(press)) return true;
    if (answer.status >= 500 || answer.status === 429) {
      this.retryAfter = answer.wait;
      return this.unanswered();
    }
    this.away = false;
    this.settle(press, answer);
    return true;
  }

  unanswered() {
    this.away = true;
    this.listener.onChanged();
    return false;
  }

  settle(press, { ok, status, data }) {
    if (ok) {
      this.remove(press);
      this.listener.onSaved(data);
    } else if (status === 401 || status === 403) {
      this.stopped = data.detail;
    } else {
      this.refuse(press, status, data.detail);
    }
    this.listener.onChanged();
  }

  refuse(press, status, sentence) {
    const old = Date.now() - press.at > FRESH_MS;
    const overtaken = status === 412;
    // One that the rules refuse can never be kept; one that was overtaken may still be right.
    if (!overtaken || (!old && this.waiting.length === 1)) {
      this.remove(press);
      this.listener.onRefused(sentence);
    }
    if (this.waiting.length) this.stopped = sentence;
  }

  rest(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  mark(press) {
    if (press.sent) return;
    press.sent = true;
    this.store(press);
  }

  remove(press) {
    this.waiting = this.waiting.filter((other) => other !== press);
    localStorage.removeItem(press.name);
  }

  store(press) {
    try {
      localStorage.setItem(press.name, JSON.stringify(press));
    } catch {
      // A browser that keeps nothing (full, or private): the press still waits in this page.
    }
  }

  stored() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(`press ${this.game} `));
    const order = (name) => Number(name.split(" ")[2]);
    return names.sort((one, two) => order(one) - order(two)).map((name) => JSON.parse(localStorage.getItem(name)));
  }
}

/** How many presses wait on this phone, by the number of their game. */
export function waiting() {
  const counts = new Map();
  for (const name of Object.keys(localStorage)) {
    const [kind, game] = name.split(" ");
    if (kind === "press") counts.set(game, (counts.get(game) ?? 0) + 1);
  }
  return counts;
}
