// View model of a court's card on a wall: a card's, and what only walls show. web/pages/render/wall_words.py renders the same.

import { cardViewModel } from "./card.js";
import { isOnCourt } from "./courts.js";
import { t } from "./language.js";
import { shownName, statusOf } from "./words.js";

const HISTORY_ROUNDS = 5;
const DOUBLES = 2;
const HOLE_POINTS = 3;

/** Return the view model of a wall's card: each text and value that it can show. */
export function wallViewModel(state) {
  const view = cardViewModel(state);
  const joinable = isJoinable(state);
  const points = [1, 2].map((team) => roundPoints(state, team));
  return {
    ...view,
    headline: view.away || (joinable ? t("Scan to join") : view.headline || leftWords(state)),
    joinable,
    target: target(state),
    net1: points[0],
    net2: points[1],
    roster1: roster(state, 1),
    roster2: roster(state, 2),
  };
}

/** Return the last rounds, the oldest first. */
export const history = ({ rounds = [] }) => rounds.slice(-HISTORY_ROUNDS);

/** Return how far the game goes; empty when its kiosk publishes no rules, and once it is over. */
function target({ log, rules, status, time_left_ms: timeLeft, last_round: isLast }) {
  if (!log || !rules || status === "finished") return "";
  const { limit_rounds: rounds, limit_minutes: minutes } = rules;
  if (rounds) return rounds === 1 ? t("1 round") : t("{rounds} rounds", { rounds });
  if (minutes && timeLeft === undefined && !isLast) return minutes === 1 ? t("1 minute") : t("{minutes} minutes", { minutes });
  return t("to {points}", { points: rules.target ?? 21 });
}

/** Return what the round in progress is worth for a team so far, with its sign; empty for nothing. */
function roundPoints({ bags = [], rules = {} }, team) {
  const count = (of, result) => bags.filter((bag) => bag.team === of && bag.result === result).length;
  const lead = (result) => count(team, result) - count(3 - team, result);
  const pointsOf = {
    cumulative: () => HOLE_POINTS * count(team, "hole") + count(team, "board"),
    "like-for-like": () => HOLE_POINTS * Math.max(lead("hole"), 0) + Math.max(lead("board"), 0),
    frames: () => Number(HOLE_POINTS * lead("hole") + lead("board") > 0),
    cancellation: () => HOLE_POINTS * lead("hole") + lead("board"),
  };
  const points = pointsOf[rules.mode ?? "cancellation"]?.() ?? 0;
  return points > 0 ? `+${points}` : "";
}

/** Return why a game is on no court any more, large enough that its score is not taken for one in play; else empty. */
const leftWords = (state) => (isOnCourt(state) ? "" : t(statusOf(state)));

const spots = ({ team_size: size = DOUBLES }) => size;
const players = (state, team) => state[`team${team}`].players ?? [];

/** Whether a player who scans the game's code finds an open spot. */
function isJoinable(state) {
  const hasRoom = [1, 2].some((team) => players(state, team).length < spots(state));
  return state.status === "lobby" && !(state.match?.number > 1) && Boolean(state.log) && hasRoom;
}

/** Return who is in a lobby, a line each, and its open spots; empty once the game is played. */
function roster(state, team) {
  if (state.status !== "lobby" || !state.log) return "";
  const names = players(state, team).map(shownName);
  return [...names, ...Array(Math.max(spots(state) - names.length, 0)).fill(t("Open spot"))].join("\n");
}
