// Which kiosks of the venue are away: the score of a game whose kiosk is gone stands still, however live the line to this
// one is, and every screen says so.

import { t } from "./language.js";

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
/** @type {Map<string, string>} by the name of its log, since when a kiosk has been away, as a sentence; "" while it is there */
const away = new Map();

/** Take in a stream's event; whether it was about a kiosk. */
export function heard(name, data) {
  if (name !== "kiosk") return false;
  const told = JSON.parse(data);
  remember(told, sentence(told));
  return true;
}

/** Take in what the server has drawn. */
export function remember({ log = "" }, sentence) {
  away.set(log, sentence);
}

/**
 * Since when the kiosk that keeps a game has been away; empty while it is there.
 * @param {import("./feed.js").State} state
 */
export function awayOf({ log = "" }) {
  return away.get(log) ?? "";
}

function sentence({ kiosk, away_since: told }) {
  if (!told) return "";
  const since = new Date(told);
  if (since.getTime() === 0) return t("Kiosk {kiosk} is away.", { kiosk });
  return t("Kiosk {kiosk} has been away since {since}.", { kiosk, since: since.toLocaleTimeString([], clock) });
}
