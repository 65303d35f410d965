// The line to the kiosk: one EventSource, kept alive, that hands over each newer state and says in which state it is itself.
//
// What a browser does by itself is not enough in a hall. It gives up for good on any answer but 200; it cannot tell a
// dead stream from a quiet one, so the kiosk pings every 15 s and silence counts; and a locked phone's stream may look
// open and be dead. What it does do (trying again after a broken connection) is left to it.

const SILENCE_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;

/**
 * @typedef {{log: string, seq: number}} State
 * @typedef {"live" | "late" | "away"} Link
 */

export class Stream {
  /**
   * @param {string} url
   * @param {State} shown what the page shows already: the kiosk does not send it again
   * @param {(state: any) => void} onState called with each state newer than the one before
   * @param {(link: Link, heard: Date) => void} onLink called when the line changes, with when it last heard anything
   */
  constructor(url, shown, onState, onLink) {
    this.url = url;
    this.shown = shown;
    this.onState = onState;
    this.onLink = onLink;
    /** @type {((kiosk: {kiosk: string, url: string, away_since: string | null}) => void) | undefined} called when the kiosk that keeps the game comes or goes */
    this.onKiosk = undefined;
    this.heard = new Date();
    this.tries = 0;
    this.source = null;
    this.retry = 0;
    this.watchdog = 0;
  }

  /** Open the stream and keep it open while the page is. */
  follow() {
    // A page that goes away would hold one of the six connections a browser allows; one that comes back may find its stream dead.
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", () => this.source || this.open());
    document.addEventListener("visibilitychange", () => this.lookedAt());
    this.open();
  }

  open() {
    this.close();
    const id = encodeURIComponent(`${this.shown.log}-${this.shown.seq}`);
    const source = new EventSource(`${this.url}?last_event_id=${id}`);
    source.onopen = () => this.alive();
    source.onerror = () => this.failed();
    source.addEventListener("state", (event) => this.received(JSON.parse(event.data)));
    source.addEventListener("kiosk", (event) => this.onKiosk?.(JSON.parse(event.data)));
    for (const sign of ["refresh", "ping", "kiosk"]) source.addEventListener(sign, () => this.alive());
    this.source = source;
    this.watch();
  }

  close() {
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    this.source?.close();
    this.source = null;
  }

  /** @param {State} state */
  received(state) {
    this.alive();
    // Another log is another kiosk's, or a restored one: its numbers do not compare with ours.
    if (state.log === this.shown.log && state.seq <= this.shown.seq) return;
    this.shown = { log: state.log, seq: state.seq };
    this.onState(state);
  }

  alive() {
    this.heard = new Date();
    this.tries = 0;
    this.watch();
    this.onLink("live", this.heard);
  }

  failed() {
    this.onLink("away", this.heard);
    // CONNECTING: the browser is trying again already, and a second stream beside it would stay.
    if (this.source?.readyState !== EventSource.CLOSED) return;
    this.close();
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** ++this.tries);
    // The phones of a hall must not come back all in the same instant.
    const wait = FIRST_RETRY_MS + Math.random() * (longest - FIRST_RETRY_MS);
    this.retry = setTimeout(() => this.open(), wait);
  }

  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.silent(), SILENCE_MS);
  }

  silent() {
    this.onLink("late", this.heard);
    this.open();
  }

  lookedAt() {
    // Timers sleep while a phone is locked, so the silence is measured by the clock.
    if (document.visibilityState === "visible" && Date.now() - this.heard.getTime() > SILENCE_MS) this.silent();
  }
}
