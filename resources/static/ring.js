// Ring of a player's phone: when their match is called, it sounds, vibrates and covers the page until it is seen.
//
// A call is known by its event, at once, and by the state, which also has those that the phone has missed while it was
// away. Which calls have been seen is stored on the phone, so a reload does not ring again.

import { fill } from "./fill.js";
import { t } from "./language.js";
import { beep, vibrate } from "./sound.js";
import { formatTime } from "./times.js";

const SEEN_KEY = "call seen";
const REPEAT_MS = 2_000;
// After this it only stays on the screen: a phone in an empty pocket disturbs others.
const RING_MS = 120_000;
const MISSED_AFTER_MS = 30_000;
const VIBRATION_MS = [400, 150, 400];
const TONES = [880, 1175, 880];
const TONE_GAP_S = 0.22;

export class Ring {
  /** @param {HTMLElement} cover the dialog that covers the page */
  constructor(cover) {
    this.cover = cover;
    this.button = cover.querySelector("button");
    this.title = document.title;
    /** The match that rings, as division.match; empty while none does. */
    this.match = "";
    /** The call that rings, once the state has said which it is. */
    this.call = "";
    /** A match whose call was seen before the state had it. */
    this.seenMatch = "";
    this.timer = 0;
    this.button.addEventListener("click", () => this.onSeen());
  }

  /** A call has just been made. @param {{division: number, match: string, court: string}} event */
  onCall({ division, match, court }) {
    this.seenMatch = "";
    this.start(`${division}.${match}`, { court, against: "", missed: "" });
  }

  /**
   * Show what the state says: a call that was missed, the opponent, or that nothing is called any more.
   * @param {{call: string, calledAt: string, court: string, against: string}} state
   */
  onState({ call, calledAt, court, against }) {
    if (!call) return this.stop();
    const match = matchOf(call);
    if (this.seenMatch === match) store(call);
    this.seenMatch = "";
    if (isSeen(call)) return this.stop();
    this.call = call;
    const isMissed = this.match !== match && Date.now() - Date.parse(calledAt) > MISSED_AFTER_MS;
    const missed = isMissed ? t("Called at {time}. You have missed it: hurry.", { time: formatTime(new Date(calledAt), "time") }) : undefined;
    this.start(match, { court, against, ...(this.match !== match && { missed: missed ?? "" }) });
  }

  start(match, texts) {
    fill(this.cover, texts);
    document.title = `▶ ${texts.court}: ${t("You are up")}`;
    if (this.match === match && !this.cover.hidden) return;
    this.match = match;
    this.cover.hidden = false;
    document.querySelector("main").inert = true;
    this.button.focus();
    navigator.setAppBadge?.().catch(() => {});
    const until = Date.now() + RING_MS;
    clearInterval(this.timer);
    this.timer = setInterval(() => (Date.now() < until ? ring() : clearInterval(this.timer)), REPEAT_MS);
    ring();
  }

  onSeen() {
    if (this.call && matchOf(this.call) === this.match) store(this.call);
    else this.seenMatch = this.match;
    this.stop();
  }

  stop() {
    clearInterval(this.timer);
    this.match = this.call = "";
    document.title = this.title;
    if (this.cover.hidden) return;
    this.cover.hidden = true;
    document.querySelector("main").inert = false;
    navigator.clearAppBadge?.().catch(() => {});
    vibrate(0);
  }
}

/** Return the division and the match of a call: `1.W1-1` of `1.W1-1.<when>.<times>`. */
const matchOf = (call) => call.split(".").slice(0, -2).join(".");

function ring() {
  vibrate(VIBRATION_MS);
  TONES.forEach((hertz, n) => beep(hertz, n * TONE_GAP_S));
}

function isSeen(call) {
  try {
    return localStorage.getItem(SEEN_KEY) === call;
  } catch {
    return false;
  }
}

/** A private window may refuse to store: then a reload rings again. */
function store(call) {
  try {
    localStorage.setItem(SEEN_KEY, call);
  } catch {
    // As above.
  }
}
