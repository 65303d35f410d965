// Game selection for walls: the newest game of each court, in the order of the courts. A test compares it with
// goat_kiosk/domain/state/courts.py, which chooses for the page of the venue.

import { kioskNow } from "./clock.js";

const EVENING_MS = 12 * 60 * 60 * 1000;
const CLOCK_TOLERANCE_MS = 60 * 60 * 1000;

const isPlayed = ({ status = "live" }) => status !== "lobby";
const isLive = ({ status = "live" }) => status === "live";
const byCourt = (one, other) => (one.court ?? "").localeCompare(other.court ?? "", "en", { numeric: true }) || byStart(one, other);
const byStart = (one, other) => startedAt(one) - startedAt(other) || one.game_id - other.game_id;

/** When a game was created; an older kiosk sends only its last change. Game numbers have no order, so they cannot tell. */
const startedAt = ({ created_at, updated_at }) => Date.parse(created_at ?? updated_at ?? 0) || 0;
const changedAt = ({ updated_at }) => (updated_at ? Date.parse(updated_at) : 0);

/**
 * Return the game that a court shows out of all games on it: the one that was created last. But a lobby waits until the
 * current game is over, and an older game that was reopened shows once the newest is over and has not changed since.
 * @param {any[]} games
 */
export function newestGame(games) {
  const latest = (candidates) => candidates.reduce((best, game) => (best && byStart(best, game) > 0 ? best : game), undefined);
  let current = latest(games.filter(isPlayed));
  if (!current || !isLive(current)) current = latest(games.filter((game) => isLive(game) && changedAt(game) > (current ? changedAt(current) : 0))) ?? current;
  if (current && isLive(current)) return current;
  return latest(games.filter((game) => game === current || !isPlayed(game)));
}

/**
 * Return the newest game of each court. A result stays for the evening, by the clock of this kiosk: the clock of a wall
 * display or of another kiosk is often wrong.
 * @param {Iterable<any>} states
 */
export function onCourts(states) {
  const now = kioskNow();
  const courts = new Map();
  for (const state of states) {
    if (!isOnCourt(state)) continue;
    if (state.status === "finished" && now - changedAt(state) > EVENING_MS) continue;
    const court = courtKey(state) || state.game_id;
    courts.set(court, [...(courts.get(court) ?? []), state]);
  }
  return [...courts.values()].map((games) => newestGame(withoutFuture(games))).sort(byCourt);
}

/** Return the game that comes after `state` on its court, once it has begun or `state` is over; else `state` itself. */
export function nextOnCourt(state, states) {
  const key = courtKey(state);
  const candidates = [...states].filter((other) => key && courtKey(other) === key && other.game_id !== state.game_id && isOnCourt(other));
  if (!isOnCourt(state)) return candidates.length ? newestGame(candidates) : state;
  return newestGame(withoutFuture([state, ...candidates.filter((other) => byStart(other, state) > 0 || isInFuture(state))]));
}

/** Leave out results dated in the future: until that time they would hide every game after them. */
function withoutFuture(games) {
  const candidates = games.filter((state) => !isInFuture(state));
  return candidates.length ? candidates : games;
}

const isInFuture = (state) => state.status === "finished" && changedAt(state) > kioskNow() + CLOCK_TOLERANCE_MS;

/** A game that was canceled or set aside is on no court. */
export function isOnCourt({ ended_by, aside }) {
  return ended_by !== "canceled" && !aside;
}

/** What all spellings of a court's name have in common: “K1” and “k1” are one court, as at the desk. */
export function foldCourt(name) {
  return name.toUpperCase().toLowerCase();
}

/** Whether two names are of one court. */
export function isSameCourt(one, other) {
  return foldCourt(one ?? "") === foldCourt(other ?? "");
}

/** Two kiosks may share a name and both have a Court 1: only the log identifies a kiosk. */
function courtKey({ log = "", court }) {
  return court && JSON.stringify([log, foldCourt(court)]);
}
