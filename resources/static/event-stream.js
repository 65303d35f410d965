// EventSource with reconnection and a watchdog. It runs in a page or, for all pages of a browser together, in shared.js.
//
// The browser's own reconnection is not enough in a hall. It gives up for good on any response but an event stream: a
// busy kiosk's 503, the HTML of a Wi-Fi's log-in page, a proxy's 204. It waits minutes on a network that drops packets,
// and it cannot tell a dead stream from a quiet one; so the kiosk pings every 15 s, and silence means late. Only the
// retry after a broken connection, with the kiosk's own delay, is left to the browser.

const SILENCE_MS = 30_000;
// Longer than the kiosk may tell a browser to wait (5 s), and a slow answer on top.
const OPEN_WITHIN_MS = 9_000;
const FIRST_RETRY_MS = 1_000;
// A page must be live within 10 s of the network's recovery, so no wait may be much longer than half of that.
const LONGEST_RETRY_MS = 6_000;
const TICK_MS = 500;
// No tick for so long: the page or the whole device was asleep, and what the network kept meanwhile comes oldest first.
export const SLEPT_MS = 2_000;

/**
 * @typedef {{game_id: number, log?: string, seq?: number}} State an older kiosk's has no log and no seq
 * @typedef {"" | "live" | "late" | "away"} Link "": not heard yet
 */

/**
 * How many milliseconds ago a state came, by a clock that nobody sets: what is left of a time limit is less by then. One
 * that stands on the page came with it.
 */
export const age = ({ came = 0 }) => performance.now() - came;

/**
 * Whether a state may take the place of another. Another log is another kiosk's, or a restored one: its numbers do not
 * compare. States without numbers come in order.
 * @param {State} state
 * @param {State | undefined} than
 */
export function isNewer(state, than) {
  return !than || state.log !== than.log || !(state.seq <= than.seq);
}

export class EventStream {
  /**
   * @param {(state: State) => void} onState called with each state newer than the one before of its game
   * @param {(name: string, data: string, log?: string) => void} onEvent called with each event that is no state: refresh,
   *   order, and kiosk with the name of that kiosk's log
   * @param {(link: Link, heard: number) => void} onLink called whenever something was heard, or was not for too long;
   *   `heard` is when something last was, in milliseconds since 1970
   */
  constructor(onState, onEvent, onLink) {
    this.onState = onState;
    this.onEvent = onEvent;
    this.onLink = onLink;
    /** @type {Map<number, State>} the newest state of each game */
    this.states = new Map();
    /** @type {Map<string, string>} by the name of its log, what was last said of each kiosk */
    this.kiosks = new Map();
    /** @type {Map<string, string>} by address, the last event's id */
    this.ids = new Map();
    this.url = "";
    /** @type {Link} */
    this.link = "";
    this.heard = Date.now();
    this.tries = 0;
    this.source = null;
    this.timer = 0;
    this.ticked = 0;
    this.clock = 0;
  }

  /** Follow an address instead of the one before. */
  follow(url) {
    if (this.url === url && this.source) return;
    this.url = url;
    this.open();
  }

  open() {
    this.close();
    this.link = "";
    const id = this.ids.get(this.url);
    const source = new EventSource(id ? `${this.url}?last_event_id=${encodeURIComponent(id)}` : this.url);
    source.onopen = () => this.alive();
    source.onerror = () => this.failed();
    source.addEventListener("state", (event) => this.received(event));
    source.addEventListener("ping", () => this.alive());
    for (const name of ["refresh", "order"]) {
      source.addEventListener(name, ({ data }) => {
        this.alive();
        this.onEvent(name, data);
      });
    }
    source.addEventListener("kiosk", ({ data }) => {
      this.alive();
      const { log } = JSON.parse(data);
      this.kiosks.set(log, data);
      this.onEvent("kiosk", data, log);
    });
    this.source = source;
    this.ticked = Date.now();
    this.clock = setInterval(() => this.slept() || (this.ticked = Date.now()), TICK_MS);
    this.after(OPEN_WITHIN_MS, () => this.lost());
  }

  close() {
    clearTimeout(this.timer);
    clearInterval(this.clock);
    this.source?.close();
    this.source = null;
  }

  /**
   * After a sleep begin a new stream, and keep no state of before: the kiosk sends the newest of each game, and until it
   * has come there is none to show. The clock and what was kept wake in either order.
   */
  slept() {
    const long = this.source !== null && Date.now() - this.ticked > SLEPT_MS;
    if (long) {
      this.ids.delete(this.url);
      this.states.clear();
      this.open();
    }
    return long;
  }

  received({ data, lastEventId }) {
    if (this.slept()) return;
    this.alive();
    const state = { ...JSON.parse(data), came: performance.now() };
    this.ids.set(this.url, lastEventId || (state.log ? `${state.log}-${state.seq}` : ""));
    if (!isNewer(state, this.states.get(state.game_id))) return;
    this.states.set(state.game_id, state);
    this.onState(state);
  }

  alive() {
    this.heard = Date.now();
    this.tries = 0;
    this.after(SILENCE_MS, () => this.silent());
    this.tell("live");
  }

  failed() {
    // CONNECTING: the browser is trying again already, and a second stream beside it would stay.
    if (this.source?.readyState === EventSource.CLOSED) this.lost();
    else this.after(OPEN_WITHIN_MS, () => this.lost());
    this.tell("away");
  }

  /** Try again by ourselves. The phones of a hall must not come back all in the same instant. */
  lost() {
    this.close();
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** ++this.tries);
    this.after(FIRST_RETRY_MS + Math.random() * (longest - FIRST_RETRY_MS), () => this.open());
    this.tell("away");
  }

  silent() {
    this.tell("late");
    this.open();
  }

  tell(link) {
    this.link = link;
    this.onLink(link, this.heard);
  }

  after(ms, step) {
    clearTimeout(this.timer);
    this.timer = setTimeout(step, ms);
  }
}
