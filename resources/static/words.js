// View model of a game: its state in words. web/pages/render/words.py renders the same sentences into the page's HTML; a
// test renders pages with and without this script, in each language, and compares them.

import { t } from "./language.js";
import { ageMs } from "./states.js";

const STATUS_WORDS = { lobby: "Waiting for players", live: "In play", finished: "Final score" };
const RESULT_WORDS = { hole: "{count} in the hole", board: "{count} on the board", off: "{count} off", foul: "{count} foul" };
const COLOR_WORDS = ["Orange", "Blue", "Red", "Green", "Yellow", "Purple", "Pink", "Gray"];
const POINTS = { hole: 3, board: 1 };
const NEEDS_WORDS = {
  surely: "{team} cannot be caught.",
  never: "{team} cannot win this round.",
  exact: "{team} can win this round with exactly {points} more than {other}.",
  points: "{team} can win this round with {points} in it.",
  somehow: "{team} can win this round.",
};

const side = (state, team) => state[`team${team}`];

/** Return a team's name, or its number if it has none. */
export const teamName = (state, team) => shownName(side(state, team)) || t("Team {number}", { number: team });

/** Return the name of a team or player of a state, a color's word in the reader's language. */
export const shownName = ({ name, named_by_color: isColor }) => (isColor && COLOR_WORDS.includes(name) ? t(name) : name);

/** Return the name of a team's player; empty if there is none with this id. */
export const playerName = (state, team, id) => shownName((side(state, team).players || []).find((one) => one.id === id) || {}) || "";

/** Return all that can change on a game's page. It is flat, so that only the fields that differ are drawn. */
export function gameViewModel(state) {
  const { bags = [] } = state;
  const slots1 = slots(bags, 1);
  const slots2 = slots(bags, 2);
  return {
    status: state.status ?? "live",
    statusWords: t(statusOf(state)),
    score1: state.team1.score,
    score2: state.team2.score,
    long: Math.max(state.team1.score, state.team2.score) > 99,
    round: state.round ?? 0,
    timeLeft: timeLeft(state),
    winner: state.winner ?? 0,
    turn: (!state.aside && state.next?.team) || 0,
    slots1,
    slots2,
    bags1: bagWords(slots1),
    bags2: bagWords(slots2),
    headline: headline(state),
    needs: needs(state),
    ending: ending(state),
    match: matchWords(state),
    matchResult: matchResult(state),
    roundsNotice: roundsNotice(state),
    correction: correctionWords(state),
    spoken: spoken(state),
  };
}

/** Return the time left now, or that this is the last round; empty for a game without a limit. */
export function timeLeft(state) {
  const left = (state.time_left_ms ?? Infinity) - ageMs(state);
  if (state.last_round || left <= 0) return t("Last round");
  if (left === Infinity) return "";
  const minutes = Math.ceil(left / 60_000);
  return minutes === 1 ? t("1 minute left") : t("{minutes} minutes left", { minutes });
}

/** Return a game's status in English; t() translates it. */
export function statusOf({ status = "live", ended_by, aside, match }) {
  if (ended_by === "canceled") return "Canceled";
  if (aside) return "Set aside";
  if (ended_by === "forfeit") return "Forfeit";
  return status === "lobby" && match?.number > 1 ? "Starts with the first bag" : STATUS_WORDS[status];
}

function slots(bags, team) {
  const results = bags.filter((bag) => bag.team === team).map((bag) => bag.result);
  return [...results, "", "", "", ""].slice(0, 4);
}

/** Return the row that shows a round. */
export function roundRow(round) {
  const results1 = bagResults(round.team1);
  const results2 = bagResults(round.team2);
  return {
    n: round.n,
    results1,
    results2,
    words1: bagWords(results1),
    words2: bagWords(results2),
    gain1: gainLabel(round, 1),
    gain2: gainLabel(round, 2),
    score: round.score.join("–"),
  };
}

function bagResults({ in: holes, on: boards }) {
  return [...Array(holes).fill("hole"), ...Array(boards).fill("board"), ...Array(4 - holes - boards).fill("off")];
}

/** Return why there is no round to show; empty where there are some. */
function roundsNotice({ rounds = [], status }) {
  if (rounds.length) return "";
  return status === "finished" ? t("No round was played.") : t("The first round is being thrown.");
}

function gainLabel(round, team) {
  if (round.busted === team) return t("bust");
  const points = round.points[team - 1];
  return points ? `+${points}` : "";
}

/** Return a team's bags of a round in words. */
export function bagWords(results) {
  const count = (result) => results.filter((other) => other === result).length;
  const present = Object.entries(RESULT_WORDS).filter(([result]) => count(result));
  return present.map(([result, place]) => t(place, { count: count(result) })).join(", ") || t("no bag yet");
}

/** Return who throws next, or who has won; empty while a game is set aside. */
export function headline(state) {
  if (state.winner) return result(state);
  if (state.aside) return "";
  if (!state.next) return state.status === "live" && state.rules ? t("A coin decides who throws first") : "";
  const { team, player: id } = state.next;
  const player = playerName(state, team, id) || teamName(state, team);
  return state.bags?.length ? t("{player} throws next", { player }) : t("{player} throws first", { player });
}

/** Return who has won: the match, where its winner has won this game too, else the game. */
function result(state) {
  if (decidesMatch(state)) return matchResult(state);
  return [gameResult(state), matchResult(state)].filter(Boolean).join(". ");
}

/** Return whether the winner has won the match too; then the headline says only that. */
const decidesMatch = ({ winner, match }) => Boolean(winner && match && match.winner === winner);

function gameResult(state) {
  const { winner, ended_by } = state;
  if (ended_by !== "forfeit") return t("{team} won", { team: teamName(state, winner) });
  return t("Forfeit by {team}, {score} for {other}", { team: teamName(state, 3 - winner), other: teamName(state, winner), score: winnerFirst(state) });
}

const largerFirst = (pair) => [Math.max(...pair), Math.min(...pair)].join("–");
const winnerFirst = ({ team1, team2 }) => largerFirst([team1.score, team2.score]);

function needs(state) {
  if (state.status !== "live" || state.aside || !state.rules) return "";
  const { needed } = state;
  if (!needed) return pointsToWin(state);
  return [teamNeeds(state, needed.team1, 1), teamNeeds(state, needed.team2, 2), roundSoFar(state)].filter(Boolean).join(" ");
}

function roundSoFar({ bags }) {
  if (!bags.length) return "";
  const points = [1, 2].map((team) => bags.reduce((sum, bag) => sum + (bag.team === team ? (POINTS[bag.result] ?? 0) : 0), 0));
  return t("So far in this round: {points}.", { points: points.join("–") });
}

function teamNeeds(state, condition, number) {
  if (!condition) return "";
  const { can, by = 0 } = condition;
  const [sentence, points] = can === "lead" ? leadNeeded(by) : [NEEDS_WORDS[can] ?? "", by];
  return t(sentence, { team: teamName(state, number), other: teamName(state, 3 - number), points });
}

function leadNeeded(by) {
  if (by > 0) return ["{team} can win this round with {points} more than {other}.", by];
  if (by === 0) return ["{team} will win this round unless {other} can do better.", 0];
  return ["{team} will win unless {other} can make {points} more in this round.", 1 - by];
}

function pointsToWin(state) {
  const { rules } = state;
  const [one, two] = [state.team1.score, state.team2.score];
  if (rules.limit_rounds) {
    const rounds = rules.limit_rounds - state.round + 1;
    if (one === two) return t("Level, {rounds:round|rounds} to go.", { rounds });
    const team = teamName(state, one > two ? 1 : 2);
    return t("{team} ahead by {points}, {rounds:round|rounds} to go.", { team, points: Math.abs(one - two), rounds });
  }
  const values = { team: teamName(state, 1), points: pointsTarget(rules, two) - one, other: teamName(state, 2), others: pointsTarget(rules, one) - two };
  const exact = rules.bust_ignored || typeof rules.bust_to === "number";
  if (exact) return t("Exact points to win: {team} {points}, {other} {others}.", values);
  return t("Points to win: {team} {points}, {other} {others}.", values);
}

function pointsTarget({ target, win_by, cap }, other) {
  return Math.min(Math.max(target, other + win_by), cap ?? Infinity);
}

/** Return why the game is over; empty while it is not, and where the headline says it. */
export function ending(state) {
  const { rules = {}, winner } = state;
  switch (state.ended_by) {
    case "target":
      return t("{points:point|points} reached", { points: rules.target });
    case "skunk":
      return t("A skunk: the other side has nothing");
    case "limit":
      if (rules.limit_minutes) return t("Ahead after {minutes:minute|minutes}", { minutes: rules.limit_minutes });
      return t("Ahead after round {round}", { round: state.round });
    case "conceded":
      return t("{team} gave up", { team: teamName(state, winner === 2 ? 1 : 2) });
    case "forfeit":
      return decidesMatch(state) ? t("A forfeit: the rules give {score}", { score: winnerFirst(state) }) : "";
    default:
      return "";
  }
}

/** Return the match of a tournament that the game belongs to; empty for a game of its own. */
export const fixtureWords = ({ fixture }) => (fixture ? t("Match {match}", { match: fixture.match }) : "");

export function matchWords({ match }) {
  if (!match) return "";
  const { number, games, wins } = match;
  return t("Game {number} of {games}, games won {wins}", { number, games, wins: wins.join("–") });
}

/** Return who has won the match, or that it is tied; empty while it goes on, and for a single game. */
function matchResult(state) {
  const { match } = state;
  if (!match?.over) return "";
  if (!match.winner) return t("The match is tied {wins}", { wins: match.wins.join("–") });
  return t("{team} won the match {wins}", { team: teamName(state, match.winner), wins: largerFirst(match.wins) });
}

function correctionWords({ correction }) {
  if (!correction) return "";
  const { round, before, after, reason } = correction;
  const words = t("Round {round} was corrected: {before} became {after}.", { round, before: before.join("–"), after: after.join("–") });
  return `${words} ${reason}`.trim();
}

function spoken(state) {
  const score = `${teamName(state, 1)} ${state.team1.score}, ${teamName(state, 2)} ${state.team2.score}`;
  if (state.winner) return `${score}. ${headline(state)}.`;
  if (state.ended_by === "canceled" || state.aside) return `${score}. ${t(statusOf(state))}.`;
  return state.round ? t("{score}, round {round}", { score, round: state.round }) : score;
}
