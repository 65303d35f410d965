// Game selection for walls: the newest game of each court, in the order of the courts. A test compares it with
// goat_kiosk/domain/state/courts.py, which chooses for the page of the venue.

import { kioskNow } from "./clock.js";

const EVENING_MS = 12 * 60 * 60 * 1000;
const AHEAD_MS = 60 * 60 * 1000;

const isPlayed = ({ status = "live" }) => status !== "lobby";
const isLive = ({ status = "live" }) => status === "live";
const byCourt = (one, other) => (one.court ?? "").localeCompare(other.court ?? "", "en", { numeric: true }) || byBegin(one, other);
const byBegin = (one, other) => began(one) - began(other) || one.game_id - other.game_id;

/** When a game began; an older kiosk does not say, and its newest event counts. Never by number: they have no order. */
const began = ({ created_at: opened, updated_at: changed }) => Date.parse(opened ?? changed ?? 0) || 0;
const changed = ({ updated_at: time }) => (time ? Date.parse(time) : 0);

/**
 * The game that a court shows out of all games on it: the one that began last. But a lobby waits until the game that is
 * played is over, and an older game that is played again shows when the newest is over and has not changed since.
 * @param {any[]} games
 */
export function newestGame(games) {
  const last = (some) => some.reduce((best, one) => (best && byBegin(best, one) > 0 ? best : one), undefined);
  let played = last(games.filter(isPlayed));
  if (!played || !isLive(played)) played = last(games.filter((one) => isLive(one) && changed(one) > (played ? changed(played) : 0))) ?? played;
  if (played && isLive(played)) return played;
  return last(games.filter((one) => one === played || !isPlayed(one)));
}

/**
 * One game a court: its newest. A result stays for the evening, by the kiosk's clock: that of a screen on a wall is
 * often wrong, and so is that of another kiosk.
 * @param {Iterable<any>} states
 */
export function onCourts(states) {
  const now = kioskNow();
  const courts = new Map();
  for (const state of states) {
    if (!isOnCourt(state)) continue;
    if (state.status === "finished" && now - changed(state) > EVENING_MS) continue;
    const court = placeOf(state) || state.game_id;
    courts.set(court, [...(courts.get(court) ?? []), state]);
  }
  return [...courts.values()].map((games) => newestGame(withoutAhead(games))).sort(byCourt);
}

/** The game that follows on `state` on its court, once it has begun or `state` is over; else `state` itself. */
export function following(state, states) {
  const place = placeOf(state);
  const others = [...states].filter((other) => place && placeOf(other) === place && other.game_id !== state.game_id && isOnCourt(other));
  if (!isOnCourt(state)) return others.length ? newestGame(others) : state;
  return newestGame(withoutAhead([state, ...others.filter((other) => byBegin(other, state) > 0 || isAhead(state))]));
}

/** Results that are dated ahead of the kiosk's clock would hide every game after them until it is that late. */
function withoutAhead(games) {
  const others = games.filter((state) => !isAhead(state));
  return others.length ? others : games;
}

const isAhead = (state) => state.status === "finished" && changed(state) > kioskNow() + AHEAD_MS;

/** A game that was canceled or set aside is on no court. */
function isOnCourt({ ended_by, aside }) {
  return ended_by !== "canceled" && !aside;
}

/** Two kiosks may both have a Court 1, and one name: a kiosk is known by its log. */
function placeOf({ log = "", court }) {
  return court && JSON.stringify([log, court]);
}
