// Announcements for screen readers: what has changed between two states of a game, in a sentence or two. They are made from
// the states, so that bags of other devices are announced too.

import { t } from "./language.js";
import { lineupChanges } from "./lineup-changes.js";
import { ending, headline, playerName, statusOf, teamName } from "./words.js";

const RESULT_WORDS = { hole: t("hole"), board: t("board"), off: t("off"), foul: t("foul") };
const BAGS_A_ROUND = 8;

/** Return what has changed from one state to the next; empty if nothing did that a scorer must hear. */
export function changeWords(before, after) {
  return [newsWords(before, after), playWords(before, after)].filter(Boolean).join(" ");
}

/** Return what has changed beside the play: teams, lineups, the court. A scorer must see it too, for the desk may do it. */
export function newsWords(before, after) {
  const changes = lineupChanges(before, after);
  if (before.court !== after.court) changes.push(t("The game is on {court} now", { court: after.court }));
  // Only an undo makes something to redo where there was nothing.
  if (changes.length && after.can_redo && !before.can_redo) changes.unshift(t("Undone"));
  return join(...changes);
}

function playWords(before, after) {
  const rounds = after.rounds.length - before.rounds.length;
  const bags = after.bags.length - before.bags.length;
  if (rounds === 0 && bags === 1) return join(bagWords(before, after.bags.at(-1)), headline(after));
  if (rounds === 1 && !after.bags.length) return join(lastBag(before, after), ...roundWords(after), headline(after));
  if (before.status !== "finished" && after.status === "finished") return outcome(after);
  const isReopened = before.status === "finished" && after.status !== "finished";
  if (rounds < 0 || (rounds === 0 && bags < 0) || isReopened) return join(t("Undone"), rounds && scoreWords(after), headline(after));
  if (facts(before) !== facts(after)) return join(scoreWords(after), headline(after));
  if (before.status !== after.status) return join(after.status === "live" && t("Game started"), headline(after));
  if (!before.help && after.help) return join(t("Help is asked for"));
  return headline(before) === headline(after) ? "" : outcome(after);
}

/** Return who throws, or how the game ended or was set aside. */
function outcome(state) {
  return join(headline(state) || t(statusOf(state)), ending(state));
}

const join = (...parts) => parts.filter(Boolean).map((part) => `${part}.`).join(" ");
const facts = ({ bags, rounds, team1, team2 }) => JSON.stringify([bags.map(({ team, result }) => [team, result]), rounds, team1.score, team2.score]);
const scoreWords = (state) => `${teamName(state, 1)} ${state.team1.score}, ${teamName(state, 2)} ${state.team2.score}`;

function bagWords(before, { team, result }) {
  return `${thrower(before, team)}: ${RESULT_WORDS[result]}`;
}

function thrower(state, team) {
  const { players = [] } = state[`team${team}`];
  const { id } = (players.length === 1 && players[0]) || { id: state.next?.team === team && state.next.player };
  return playerName(state, team, id) || teamName(state, team);
}

/** Return the bag that ended a round in words: the round's counts tell it. Empty if the round was entered as a whole. */
function lastBag(before, { rounds }) {
  if (before.bags.length !== BAGS_A_ROUND - 1) return "";
  const thrown = (team, result) => before.bags.filter((bag) => bag.team === team && (!result || bag.result === result)).length;
  const team = thrown(1) < thrown(2) ? 1 : 2;
  const count = rounds.at(-1)[`team${team}`];
  const result = count.in > thrown(team, "hole") ? "hole" : count.on > thrown(team, "board") ? "board" : "off";
  return bagWords(before, { team, result });
}

function roundWords(state) {
  const { n, points, busted } = state.rounds.at(-1);
  return [`${t("Round {round}", { round: n })}: ${points.join("–")}`, busted && t("{team} went bust", { team: teamName(state, busted) }), scoreWords(state)];
}
