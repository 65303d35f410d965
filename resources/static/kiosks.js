// Offline kiosks of the venue: when a game's kiosk is offline its score stands still, even if the connection to this kiosk is
// live, and every screen says so.

import { t } from "./language.js";

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
/** @type {Map<string, string>} by the name of its log, since when a kiosk has been away, as a sentence; "" while it is there */
const away = new Map();

/** Handle a stream's event. Returns whether it was about a kiosk. */
export function onKioskEvent(name, data) {
  if (name !== "kiosk") return false;
  const status = JSON.parse(data);
  remember(status, sentence(status));
  return true;
}

/** Take in what the server has drawn. */
export function remember({ log = "" }, sentence) {
  away.set(log, sentence);
}

/**
 * Since when the kiosk that keeps a game has been away; empty while it is there.
 * @param {import("./event-stream.js").State} state
 */
export function awayOf({ log = "" }) {
  return away.get(log) ?? "";
}

function sentence({ kiosk, away_since: since }) {
  if (!since) return "";
  const time = new Date(since);
  if (time.getTime() === 0) return t("Kiosk {kiosk} is away.", { kiosk });
  return t("Kiosk {kiosk} has been away since {since}.", { kiosk, since: time.toLocaleTimeString([], clock) });
}
