// Which games a wall shows: one a court of each kiosk, in the order of the courts. goat_kiosk/web/view.py chooses the same for the
// venue's page.

const ORDER = { live: 0, lobby: 1, finished: 2 };
const EVENING_MS = 12 * 60 * 60 * 1000;

const rank = ({ status = "live" }) => ORDER[status];
const byCourt = (one, other) => (one.court ?? "").localeCompare(other.court ?? "", "en", { numeric: true }) || one.game_id - other.game_id;

/**
 * One game a court: its newest live one, else its newest lobby, else the newest result of this evening. What time it is
 * the games say: the clock of a screen on a wall is often wrong.
 * @param {Iterable<any>} states
 */
export function onCourts(states) {
  const all = [...states].filter(isOnCourt).sort((one, other) => one.game_id - other.game_id);
  const now = Math.max(...all.map(at).filter(Boolean));
  const shown = new Map();
  for (const state of all) {
    if (state.status === "finished" && now - at(state) > EVENING_MS) continue;
    const court = placeOf(state) || state.game_id;
    if (!shown.has(court) || rank(state) <= rank(shown.get(court))) shown.set(court, state);
  }
  return [...shown.values()].sort(byCourt);
}

/** The game that follows on `state` on its court, once it has begun or `state` is over; else `state` itself. */
export function following(state, states) {
  const place = placeOf(state);
  const later = [...states].filter((other) => isOnCourt(other) && place && placeOf(other) === place && other.game_id > state.game_id);
  const begun = later.filter((other) => other.status !== "lobby" || state.status === "finished" || !isOnCourt(state));
  return begun.sort((one, other) => other.game_id - one.game_id)[0] ?? state;
}

/** A game that was canceled or set aside is on no court. */
function isOnCourt({ ended_by, aside }) {
  return ended_by !== "canceled" && !aside;
}

/** Two kiosks may both have a Court 1. */
function placeOf({ kiosk = "", court }) {
  return court && JSON.stringify([kiosk, court]);
}

function at({ updated_at: told }) {
  return told ? Date.parse(told) : 0;
}
