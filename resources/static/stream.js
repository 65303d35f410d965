// Connection to the kiosk for every page: delivers each newer state, and reports whether the link is live, late or away.
//
// A page has one stream or none. Where the browser has shared workers, all its pages share one (shared.js); elsewhere
// (Android) each page has its own while it is visible, and only one page of a phone is. Neither needs https, which a kiosk
// on a venue's Wi-Fi does not have; service workers and Web Locks do.

import { EventStream, isNewer, LATE_AFTER_MS, SLEEP_GAP_MS } from "./event-stream.js";
import { showPlain } from "./plain.js";
import { idOf, storeState } from "./states.js";

// Beside the page's own script, whichever that is. A classic worker: Chromium had them long before module workers.
const WORKER = new URL("shared.js", document.currentScript.src);
// A worker answers in a millisecond; without an answer by now, the browser has none that works.
const WORKER_TIMEOUT_MS = 3_000;
// Longer than a worker's longest wait between two reports, while the kiosk is away.
const WORKER_SILENCE_MS = 20_000;

/**
 * @typedef {import("./event-stream.js").State} State
 * @typedef {import("./event-stream.js").Link} Link
 */

export class Stream {
  /**
   * @param {string} url the events of a game, a tournament or the venue
   * @param {State | null} initialState what the page shows already: neither it nor an older one is delivered
   * @param {(state: any) => void} onState called with each state that is newer than the last one of its game
   * @param {(link: Link, lastHeard: Date) => void} onLink called with the link's status and when it was last live
   * @param {(name: string, data: string) => void} onEvent called with each event other than a state
   */
  constructor(url, initialState, onState, onLink, onEvent = () => {}) {
    this.url = url;
    /** @type {State | null} the last state delivered, of any game */
    this.newestState = initialState;
    /** @type {Map<number, State>} */
    this.newestByGame = new Map(initialState ? [[idOf(initialState), initialState]] : []);
    this.onState = onState;
    this.onLink = onLink;
    this.onEvent = onEvent;
    // What the server rendered into the page is as old as the page.
    this.lastHeard = Date.now();
    /** @type {Link} the connection's own status; nothing from it for too long is late all the same */
    this.link = "";
    this.lateTimer = 0;
    this.unshared = typeof SharedWorker !== "function";
    /** Whether a stream of this page alone is closed while the page is hidden: a phone has few connections, and a battery. */
    this.closesWhenHidden = true;
    this.connection = null;
    this.watchdog = 0;
  }

  /** Open the stream and keep it open while the page is. */
  follow() {
    if (typeof EventSource !== "function") return showPlain();
    // A hidden page in the back-forward cache would hold one of the browser's six connections, and its stream may be dead
    // when it returns. A frozen page would get every event of its sleep on waking, the oldest first.
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", () => this.connection || this.open());
    document.addEventListener("freeze", () => this.close());
    document.addEventListener("resume", () => this.connection || this.open());
    document.addEventListener("visibilitychange", () => this.onVisibilityChange(document.visibilityState === "visible"));
    this.open();
  }

  /** Open a new stream, which begins with the newest states. */
  open() {
    if (this.connection) return this.connection.reopen();
    this.reportLink(this.link, this.lastHeard);
    this.connection = this.unshared ? this.openUnshared() : this.openShared();
  }

  close() {
    clearTimeout(this.watchdog);
    this.closeEarlyStream();
    this.connection?.close();
    this.connection = null;
    if (this.link === "live") this.reportLink("", this.lastHeard);
  }

  /** Deliver a state, from the stream or a response, unless the page has this or a newer one of its game. */
  receive(state) {
    if (!isNewer(state, this.newestByGame.get(idOf(state)))) return;
    storeState(this.newestByGame, state);
    this.newestState = state;
    this.onState(state);
  }

  openUnshared() {
    const stream = this.takeEarlyStream() ?? this.newStream();
    Object.assign(stream, { onState: (state) => this.receive(state), onEvent: this.onEvent, onLink: (...status) => this.reportLink(...status) });
    stream.follow(this.url);
    return { reopen: () => stream.open(), close: () => stream.close() };
  }

  newStream() {
    const stream = new EventStream();
    const { log, seq } = this.newestState ?? {};
    if (log) stream.lastEventIds.set(this.url, `${log}-${seq}`);
    stream.lastHeard = this.lastHeard;
    return stream;
  }

  /** Return the stream that the page opened before this script ran (early.js), after delivering what it has received. */
  takeEarlyStream() {
    const { stream, events = [] } = self.earlyStream ?? {};
    self.earlyStream = null;
    for (const state of stream?.newestStates.values() ?? []) this.receive(state);
    for (const [name, data] of events) this.onEvent(name, data);
    if (stream) this.reportLink(stream.link, stream.lastHeard);
    return stream;
  }

  closeEarlyStream() {
    self.earlyStream?.close();
    self.earlyStream = null;
  }

  openShared() {
    const worker = new SharedWorker(WORKER, { name: "kiosk" });
    const { port } = worker;
    const send = (message) => port.postMessage({ url: this.url, ...message });
    const workerTimeout = setTimeout(() => this.stopSharing(), WORKER_TIMEOUT_MS);
    worker.onerror = () => this.stopSharing();
    let resubscribing = false;
    port.onmessage = ({ data }) => {
      if (data === "news") return send();
      clearTimeout(workerTimeout);
      this.closeEarlyStream();
      this.watchWorker();
      // Sent before this page slept, so there may be newer states. Ask only once: the wall clock may have been set instead.
      resubscribing = !resubscribing && Date.now() - data.at > SLEEP_GAP_MS;
      if (resubscribing) return send({ resubscribe: true });
      this.onDelivery(data);
    };
    send();
    this.watchWorker();
    return {
      reopen: () => send({ reopen: true }),
      close: () => {
        clearTimeout(workerTimeout);
        worker.onerror = port.onmessage = null;
        send({ closing: true });
        port.close();
      },
    };
  }

  onDelivery({ states, events, link, heardMsAgo }) {
    for (const { ageMs, ...state } of states) this.receive({ ...state, receivedAt: performance.now() - ageMs });
    for (const [name, data] of events) this.onEvent(name, data);
    // A worker that is connecting may have been idle since before this page was loaded.
    this.reportLink(link, link ? Date.now() - heardMsAgo : this.lastHeard);
  }

  stopSharing() {
    this.close();
    this.unshared = true;
    this.open();
  }

  /** Report the link's status. Whatever the connection says of itself, a score is late when nothing has confirmed it. */
  reportLink(link, lastHeard) {
    // The score, or that it is late, comes before the fonts (kiosk.css), which weigh more than everything else.
    if (link && !document.documentElement.hasAttribute("data-fonts")) document.documentElement.setAttribute("data-fonts", "");
    this.link = link;
    this.lastHeard = lastHeard;
    clearTimeout(this.lateTimer);
    const report = (status) => this.onLink(status, new Date(lastHeard));
    if (link === "late" || link === "away") return report(link);
    const msLeft = lastHeard + LATE_AFTER_MS - Date.now();
    report(msLeft > 0 ? link : "late");
    if (msLeft > 0) this.lateTimer = setTimeout(() => report("late"), msLeft);
  }

  watchWorker() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.reconnect(), WORKER_SILENCE_MS);
  }

  /** Open a new stream; if there is a worker, by a new connection to it, because the old one may be dead. */
  reconnect() {
    if (!this.unshared) this.close();
    this.reportLink(this.link, this.lastHeard);
    this.open();
  }

  onVisibilityChange(visible) {
    if (this.unshared && !visible && this.closesWhenHidden) return this.close();
    if (!visible) return;
    // Timers stop while a phone is locked, so silence is measured by the clock.
    if (Date.now() - this.lastHeard > LATE_AFTER_MS) this.reconnect();
    else if (!this.connection) this.open();
  }
}
