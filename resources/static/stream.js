// Connection to the kiosk for every page: delivers each newer state, and reports whether it is live, late or offline.
//
// A page has one stream or none. Where the browser has shared workers, all its pages share one (shared.js); elsewhere
// (Android) each page has its own while it is looked at, and only one page of a phone is. Neither needs https, which a
// kiosk on a hall's Wi-Fi has not: service workers and locks do.

import { EventStream, isNewer, SLEPT_MS } from "./event-stream.js";

const SILENCE_MS = 30_000;
// A worker answers in a millisecond; one that does not is not there.
const ANSWER_WITHIN_MS = 3_000;

/**
 * @typedef {import("./event-stream.js").State} State
 * @typedef {"live" | "late" | "away"} Link
 */

export class Stream {
  /**
   * @param {string} url a game's events or the venue's
   * @param {State | null} shown what the page shows already: neither it nor an older one is handed over
   * @param {(state: any) => void} onState called with each state newer than the one before of its game
   * @param {(link: Link, heard: Date) => void} onLink called when the line changes, with when it last heard anything
   * @param {(name: string, data: string) => void} onEvent called with each event that is no state
   */
  constructor(url, shown, onState, onLink, onEvent = () => {}) {
    this.url = url;
    /** @type {State | null} the newest state of all */
    this.shown = shown;
    /** @type {Map<number, State>} */
    this.newest = new Map(shown ? [[shown.game_id, shown]] : []);
    this.onState = onState;
    this.onLink = onLink;
    this.onEvent = onEvent;
    this.heard = Date.now();
    this.alone = typeof SharedWorker !== "function";
    this.connection = null;
    this.watchdog = 0;
  }

  /** Open the stream and keep it open while the page is. */
  follow() {
    // A page that goes away would hold one of the six connections a browser allows; one that comes back may find its
    // stream dead. One that is frozen would find every event it slept through in line, the oldest first.
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", () => this.connection || this.open());
    document.addEventListener("freeze", () => this.close());
    document.addEventListener("resume", () => this.connection || this.open());
    document.addEventListener("visibilitychange", () => this.onVisibilityChange(document.visibilityState === "visible"));
    this.open();
  }

  /** Ask for what is newest, on a new stream. */
  open() {
    if (this.connection) return this.connection.reopen();
    this.connection = this.alone ? this.openOwn() : this.openShared();
    this.watch(SILENCE_MS);
  }

  close() {
    clearTimeout(this.watchdog);
    this.connection?.leave();
    this.connection = null;
  }

  /** Take a state that came by any way; an older one than is shown is passed over. */
  received(state) {
    if (!isNewer(state, this.newest.get(state.game_id))) return;
    this.newest.set(state.game_id, state);
    this.shown = state;
    this.onState(state);
  }

  openOwn() {
    const source = new EventStream((state) => this.received(state), this.onEvent, (link, heard) => this.tell(link, heard));
    const { log, seq } = this.shown ?? {};
    if (log) source.ids.set(this.url, `${log}-${seq}`);
    source.follow(this.url);
    return { reopen: () => source.open(), leave: () => source.close() };
  }

  openShared() {
    const worker = new SharedWorker(new URL("./shared.js", import.meta.url), { type: "module", name: "kiosk" });
    const { port } = worker;
    const ask = (more) => port.postMessage({ url: this.url, ...more });
    const unanswered = setTimeout(() => this.stopSharing(), ANSWER_WITHIN_MS);
    worker.onerror = () => this.stopSharing();
    let anew = false;
    port.onmessage = ({ data }) => {
      if (data === "news") return ask();
      clearTimeout(unanswered);
      // Delivered before this page slept: there may be newer states by now. Asked once, since a clock may have been set.
      anew = !anew && Date.now() - data.at > SLEPT_MS;
      if (anew) return ask({ anew });
      this.onDelivery(data);
    };
    ask();
    return {
      reopen: () => ask({ again: true }),
      leave: () => {
        clearTimeout(unanswered);
        worker.onerror = port.onmessage = null;
        ask({ leaving: true });
        port.close();
      },
    };
  }

  onDelivery({ states, events, link, heard }) {
    for (const { age, ...state } of states) this.received({ ...state, came: performance.now() - age });
    for (const [name, data] of events) this.onEvent(name, data);
    if (link) this.tell(link, heard);
  }

  stopSharing() {
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

  onVisibilityChange(visible) {
    if (this.alone && !visible) return this.close();
    if (!visible) return;
    // Timers sleep while a phone is locked, so the silence is measured by the clock.
    if (Date.now() - this.heard > SILENCE_MS) this.silent();
    else if (!this.connection) this.open();
  }
}
