// Queue of presses that the kiosk has not confirmed yet: stored in the browser, sent in order, each counted once.
//
// Each press is stored under its own key, so a reload loses none, and has an Idempotency-Key, so sending it twice is safe.
// Invariant: press n of the queue expects state number seq + n (If-Match), since every write adds exactly one event. So once
// another device has scored, the kiosk refuses the rest of the queue, and nothing is sent until the scorer decides.

import { callApi } from "./device.js";
import { randomId } from "./uuid.js";

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 8_000;
// A recent press that is refused is discarded with a message. Nobody remembers an older one, so the scorer reviews it.
const RECENT_MS = 10_000;
export const MAX_PRESSES = 400;

/** @typedef {{name: string, key: string, method?: string, path: string, body: any, log: string, seq: number, at: number}} Press */

export class Presses {
  /**
   * @param {number} game
   * @param {{onSaved: (state: any) => void, onRefused: (sentence: string) => void, onChanged: () => void}} listener
   *   called with the state after a press, with the error text of a refused press, and after any change of the queue
   */
  constructor(game, listener) {
    this.game = game;
    this.listener = listener;
    /** @type {Press[]} */
    this.waiting = this.load();
    /** Why sending has stopped, as a sentence; empty while it has not. */
    this.stopReason = "";
    /** Whether the last press that was sent got no response. */
    this.offline = false;
    this.sending = false;
    this.endSleep = () => {};
  }

  /** Add a press made on `state`, and send it. Return false if the queue is full. */
  add(path, body, state, method = "POST") {
    if (this.waiting.length >= MAX_PRESSES) return false;
    const last = this.waiting.at(-1);
    const [log, seq] = last ? [last.log, last.seq + 1] : [state.log, state.seq];
    const at = Date.now();
    const order = Math.max(at, Number(last?.name.split(" ")[2] ?? 0) + 1);
    const press = { name: `press ${this.game} ${order}`, key: randomId(), method, path, body, log, seq, at, sent: this.isIdle };
    this.store(press);
    this.waiting.push(press);
    this.listener.onChanged();
    this.send();
    return true;
  }

  /** Whether the next press is sent at once. It is then stored as sent, since it may arrive even if this page ends. */
  get isIdle() {
    return !this.sending && !this.waiting.length;
  }

  /** Remove the newest press if it was never sent, but no request for help: that is no play. Return whether it was removed. */
  withdrawLast() {
    const last = this.waiting.at(-1);
    if (!last || last.sent || last.path === "/help" || this.stopReason) return false;
    this.remove(last);
    this.listener.onChanged();
    return true;
  }

  /** Send the queue after a review, based on the current state. */
  resume(state) {
    this.waiting.forEach((press, index) => {
      Object.assign(press, { log: state.log, seq: state.seq + index, at: Date.now() });
      this.store(press);
    });
    this.stopReason = "";
    this.listener.onChanged();
    this.send();
  }

  /** Discard the queue. */
  discard() {
    for (const press of [...this.waiting]) this.remove(press);
    this.stopReason = "";
    this.listener.onChanged();
  }

  /** Send at once, without waiting for the next retry: the network is back. */
  retryNow() {
    this.endSleep();
    this.send();
  }

  /** Send the queue in order. Only one loop runs at a time, so a press is sent only after the one before it is settled. */
  async send() {
    if (this.sending) return;
    this.sending = true;
    for (let delay = FIRST_RETRY_MS; this.waiting.length && !this.stopReason; ) {
      const isSettled = await this.sendOne(this.waiting[0]);
      if (isSettled) {
        delay = FIRST_RETRY_MS;
        continue;
      }
      await this.sleep(Math.max(delay, this.retryAfterS * 1000));
      delay = Math.min(delay * 2, MAX_RETRY_MS);
    }
    this.sending = false;
  }

  /** Send one press. Return whether a response settled it; without one it may have been accepted, and is sent again. */
  async sendOne(press) {
    this.retryAfterS = 0;
    this.markSent(press);
    const headers = { "Idempotency-Key": press.key, "If-Match": `"${press.log}-${press.seq}"` };
    let response;
    try {
      response = await callApi(press.method ?? "POST", `/api/games/${this.game}${press.path}`, press.body, headers);
    } catch {
      return this.onNoResponse();
    }
    // The scorer may have discarded it meanwhile.
    if (!this.waiting.includes(press)) return true;
    if (response.status >= 500 || response.status === 429) {
      this.retryAfterS = response.wait;
      return this.onNoResponse();
    }
    this.offline = false;
    this.onResponse(press, response);
    return true;
  }

  onNoResponse() {
    this.offline = true;
    this.listener.onChanged();
    return false;
  }

  onResponse(press, { ok, status, data }) {
    if (ok) {
      this.remove(press);
      this.listener.onSaved(data);
    } else if (status === 401 || status === 403) {
      this.stopReason = data.detail;
    } else {
      this.refuse(press, status, data.detail);
    }
    this.listener.onChanged();
  }

  refuse(press, status, sentence) {
    const isOld = Date.now() - press.at > RECENT_MS;
    const isOvertaken = status === 412;
    // A press that the rules refuse can never succeed; one that another device overtook may still be right.
    if (!isOvertaken || (!isOld && this.waiting.length === 1)) {
      this.remove(press);
      this.listener.onRefused(sentence);
    }
    if (this.waiting.length) this.stopReason = sentence;
  }

  sleep(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  markSent(press) {
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
      // The storage is full or blocked (a private window): the press waits in this page only.
    }
  }

  load() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(`press ${this.game} `));
    const order = (name) => Number(name.split(" ")[2]);
    return names.sort((one, two) => order(one) - order(two)).map((name) => JSON.parse(localStorage.getItem(name)));
  }
}

/** Return how many presses wait on this phone, by game number. */
export function countPresses() {
  const counts = new Map();
  for (const name of Object.keys(localStorage)) {
    const [kind, game] = name.split(" ");
    if (kind === "press") counts.set(game, (counts.get(game) ?? 0) + 1);
  }
  return counts;
}
