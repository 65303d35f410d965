// The line to the kiosk, for every page: hands over each newer state and says in which state it is itself.
//
// A page has one stream or none. Where the browser has shared workers, all its pages share one (shared.js); elsewhere
// (Android) each page has its own while it is looked at, and only one page of a phone is. Neither needs https, which a
// kiosk on a hall's Wi-Fi has not: service workers and locks do.

import { Feed, isNewer } from "./feed.js";

const SILENCE_MS = 30_000;
// A worker answers in a millisecond; one that does not is not there.
const ANSWER_WITHIN_MS = 3_000;

/**
 * @typedef {import("./feed.js").State} State
 * @typedef {"live" | "late" | "away"} Link
 */

export class Stream {
  /**
   * @param {string} url a game's events or the venue's
   * @param {State | null} shown what the page shows already: neither it nor an older one is handed over
   * @param {(state: any) => void} onState called with each state newer than the one before of its game
   * @param {(link: Link, heard: Date) => void} onLink called when the line changes, with when it last heard anything
   * @param {(name: string, data: string) => void} onCall called with each event that is no state
   */
  constructor(url, shown, onState, onLink, onCall = () => {}) {
    this.url = url;
    /** @type {State | null} the newest state of all */
    this.shown = shown;
    /** @type {Map<number, State>} */
    this.newest = new Map(shown ? [[shown.game_id, shown]] : []);
    this.onState = onState;
    this.onLink = onLink;
    this.onCall = onCall;
    this.heard = Date.now();
    this.alone = typeof SharedWorker !== "function";
    this.wire = null;
    this.watchdog = 0;
  }

  /** Open the stream and keep it open while the page is. */
  follow() {
    // A page that goes away would hold one of the six connections a browser allows; one that comes back may find its
    // stream dead. One that is frozen would find every event it slept through in line, the oldest first.
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", () => this.wire || this.open());
    document.addEventListener("freeze", () => this.close());
    document.addEventListener("resume", () => this.wire || this.open());
    document.addEventListener("visibilitychange", () => this.lookedAt(document.visibilityState === "visible"));
    this.open();
  }

  /** Ask for what is newest, on a new stream. */
  open() {
    if (this.wire) return this.wire.again();
    this.wire = this.alone ? this.own() : this.shared();
    this.watch(SILENCE_MS);
  }

  close() {
    clearTimeout(this.watchdog);
    this.wire?.leave();
    this.wire = null;
  }

  /** Take a state that came by any way; an older one than is shown is passed over. */
  received(state) {
    if (!isNewer(state, this.newest.get(state.game_id))) return;
    this.newest.set(state.game_id, state);
    this.shown = state;
    this.onState(state);
  }

  own() {
    const feed = new Feed((state) => this.received(state), this.onCall, (link, heard) => this.tell(link, heard));
    const { log, seq } = this.shown ?? {};
    if (log) feed.ids.set(this.url, `${log}-${seq}`);
    feed.follow(this.url);
    return { again: () => feed.open(), leave: () => feed.close() };
  }

  shared() {
    const worker = new SharedWorker(new URL("./shared.js", import.meta.url), { type: "module", name: "kiosk" });
    const { port } = worker;
    const ask = (more) => port.postMessage({ url: this.url, ...more });
    const unanswered = setTimeout(() => this.goAlone(), ANSWER_WITHIN_MS);
    worker.onerror = () => this.goAlone();
    port.onmessage = ({ data }) => {
      if (data === "news") return ask();
      clearTimeout(unanswered);
      this.take(data);
    };
    ask();
    return {
      again: () => ask({ again: true }),
      leave: () => {
        clearTimeout(unanswered);
        worker.onerror = port.onmessage = null;
        ask({ leaving: true });
        port.close();
      },
    };
  }

  take({ states, calls, link, heard }) {
    for (const { age, ...state } of states) this.received({ ...state, came: performance.now() - age });
    for (const [name, data] of calls) this.onCall(name, data);
    if (link) this.tell(link, heard);
  }

  goAlone() {
    this.close();
    this.alone = true;
    this.open();
  }

  tell(link, heard) {
    this.heard = heard;
    this.watch(SILENCE_MS);
    this.onLink(link, new Date(heard));
  }

  watch(ms) {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.silent(), ms);
  }

  /** Nothing was heard, not even from the worker: say so, ask again, and without an answer go alone. */
  silent() {
    this.onLink("late", new Date(this.heard));
    if (!this.alone) this.close();
    this.open();
  }

  lookedAt(visible) {
    if (this.alone && !visible) return this.close();
    if (!visible) return;
    // Timers sleep while a phone is locked, so the silence is measured by the clock.
    if (Date.now() - this.heard > SILENCE_MS) this.silent();
    else if (!this.wire) this.open();
  }
}
