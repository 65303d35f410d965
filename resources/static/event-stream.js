// EventSource with reconnection and a watchdog. It runs in a page or, for all pages of a browser together, in shared.js.
//
// The browser's own reconnection is not enough in a venue. It gives up for good on any response that is not an event
// stream: a busy kiosk's 503, the HTML of a Wi-Fi's login page, a proxy's 204. It waits for minutes on a network that drops
// packets, and it cannot tell a dead stream from a quiet one; so the kiosk pings every 5 s, and silence means late. The
// browser only retries after a broken connection, with the delay that the kiosk sets.
//
// A connection that has just opened says nothing yet about the score: the newest states come first. A game's stream begins
// with its newest state, the venue's with all games' and then a ping. Only from there on is the link live.
//
// Invariant: at most one EventSource is open, and one timer decides what happens next (open timeout, silence or retry).
// open() closes the old source and startTimer() replaces the old timer, so no two streams can exist side by side.

import { idOf, storeState } from "./states.js";

export const VENUE_URL = "/venue/events";
// Two of the kiosk's pings may be lost. Also how old a score may become before every page says that it is late.
export const LATE_AFTER_MS = 12_000;
// Longer than the retry delay that the kiosk may set (5 s) plus a slow response.
const OPEN_TIMEOUT_MS = 9_000;
const FIRST_RETRY_MS = 1_000;
// A page must be right within 5 s of the kiosk's return, so a wait leaves a second for the response.
const MAX_RETRY_MS = 4_000;
const TICK_MS = 500;
// Without a tick for this long, the page or the device was asleep, and the events that queued meanwhile arrive oldest first.
export const SLEEP_GAP_MS = 2_000;

/**
 * @typedef {{game_id?: number, tournament_id?: number, log?: string, seq?: number}} State of a game or a tournament; an older
 *   kiosk sends no log and no seq
 * @typedef {"" | "live" | "late" | "away"} Link "": connecting, after a page has loaded or a live stream was opened anew
 */

/**
 * Return whether a state may replace another. Numbers of two logs do not compare: the other log is another kiosk's or a
 * restored one. States without numbers arrive in order.
 * @param {State} state
 * @param {State | undefined} other
 */
export function isNewer(state, other) {
  return !other || state.log !== other.log || !(state.seq <= other.seq);
}

export class EventStream {
  /**
   * @param {(state: State) => void} onState called with each state that is newer than the last one of its game
   * @param {(name: string, data: string, log?: string) => void} onEvent called with each other event: refresh, order,
   *   moment, call, and kiosk with the name of that kiosk's log
   * @param {(link: Link, lastHeard: number) => void} onLink called when anything arrives, or nothing has for too long;
   *   `lastHeard` is when the link was last known to be live, in milliseconds since 1970
   */
  constructor(onState = () => {}, onEvent = () => {}, onLink = () => {}) {
    this.onState = onState;
    this.onEvent = onEvent;
    this.onLink = onLink;
    /** @type {Map<number, State>} the newest state of each game */
    this.newestStates = new Map();
    /** @type {Map<string, string>} by log: the data of each kiosk's last `kiosk` event */
    this.kioskEvents = new Map();
    /** @type {Map<string, string>} by URL: the id of the last event */
    this.lastEventIds = new Map();
    this.url = "";
    /** @type {Link} */
    this.link = "";
    this.lastHeard = Date.now();
    /** Whether the newest states have arrived on this connection. */
    this.isCurrent = false;
    this.attempts = 0;
    this.source = null;
    this.timer = 0;
    this.lastTick = 0;
    this.ticker = 0;
  }

  /** Follow a URL, and no longer the one before. */
  follow(url) {
    if (this.url === url && this.source) return;
    this.url = url;
    this.open();
  }

  open() {
    this.close();
    this.isCurrent = false;
    if (this.link === "live") this.reportLink("");
    const id = this.lastEventIds.get(this.url);
    const source = new EventSource(id ? `${this.url}?last_event_id=${encodeURIComponent(id)}` : this.url);
    const listen = (name, handle) => source.addEventListener(name, (event) => this.restartAfterSleep() || handle(event));
    source.onopen = () => this.onOpen();
    source.onerror = () => this.onError();
    listen("state", (event) => this.onStateEvent(event));
    listen("ping", () => this.onActivity(true));
    for (const name of ["refresh", "order", "moment", "call"]) {
      listen(name, ({ data }) => {
        this.onActivity();
        this.onEvent(name, data);
      });
    }
    listen("kiosk", ({ data }) => {
      this.onActivity();
      const { log } = JSON.parse(data);
      this.kioskEvents.set(log, data);
      this.onEvent("kiosk", data, log);
    });
    this.source = source;
    this.lastTick = Date.now();
    this.ticker = setInterval(() => this.restartAfterSleep() || (this.lastTick = Date.now()), TICK_MS);
    this.startTimer(OPEN_TIMEOUT_MS, () => this.retryLater());
  }

  close() {
    clearTimeout(this.timer);
    clearInterval(this.ticker);
    this.source?.close();
    this.source = null;
  }

  /**
   * After a sleep, forget all states and open a new stream; return whether it did. The kiosk then sends the newest state of
   * each game. The ticker and the queued events wake in either order, so both call this first: no queued event is handled.
   */
  restartAfterSleep() {
    const slept = this.source !== null && Date.now() - this.lastTick > SLEEP_GAP_MS;
    if (slept) {
      this.lastEventIds.delete(this.url);
      this.newestStates.clear();
      this.open();
    }
    return slept;
  }

  onStateEvent({ data, lastEventId }) {
    const state = { ...JSON.parse(data), receivedAt: performance.now() };
    this.lastEventIds.set(this.url, lastEventId || (state.log ? `${state.log}-${state.seq}` : ""));
    if (isNewer(state, this.newestStates.get(idOf(state)))) {
      storeState(this.newestStates, state);
      this.onState(state);
    }
    this.onActivity(this.url !== VENUE_URL);
  }

  /** Also called when the browser itself has reconnected. */
  onOpen() {
    this.isCurrent = false;
    this.onActivity();
  }

  /** @param {boolean} isCurrent whether all states on this page are the newest, if they were not before */
  onActivity(isCurrent = false) {
    this.isCurrent ||= isCurrent;
    this.attempts = 0;
    this.startTimer(LATE_AFTER_MS, () => this.onSilence());
    if (!this.isCurrent) return;
    this.lastHeard = Date.now();
    this.reportLink("live");
  }

  onError() {
    // CONNECTING: the browser is already retrying; a second stream would stay open beside that one.
    if (this.source?.readyState === EventSource.CLOSED) this.retryLater();
    else this.startTimer(OPEN_TIMEOUT_MS, () => this.retryLater());
    this.reportLink("away");
  }

  /** Retry after a random wait: the phones of a venue must not all reconnect at the same instant. */
  retryLater() {
    this.close();
    const longestWait = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** ++this.attempts);
    this.startTimer(FIRST_RETRY_MS + Math.random() * (longestWait - FIRST_RETRY_MS), () => this.open());
    this.reportLink("away");
  }

  onSilence() {
    this.reportLink("late");
    this.open();
  }

  reportLink(link) {
    this.link = link;
    this.onLink(link, this.lastHeard);
  }

  startTimer(ms, onTimeout) {
    clearTimeout(this.timer);
    this.timer = setTimeout(onTimeout, ms);
  }
}
