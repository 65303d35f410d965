// View model of the scorer's page: the next thrower, the bags being sent, and presses in words.

import { t } from "./language.js";
import { bagWords, ending, headline, shownName, statusOf, teamName, timeLeft } from "./words.js";

const RESULT_WORDS = { hole: t("Hole"), board: t("Board"), off: t("Off"), foul: t("Foul") };
const ACTION_WORDS = { "/start": t("Start game"), "/undo": t("Undo"), "/redo": t("Redo"), "/help": t("Help"), "/court": t("Continue this game") };

/**
 * Return what the page shows of a state. It is flat, so that Alpine redraws only what differs.
 * @param {any} state the kiosk's, or what the presses that wait make of it
 * @param {any} confirmedState the kiosk's
 * @param {boolean} isMarked whether what is being sent is marked so
 */
export function scorerViewModel(state, confirmedState = state, isMarked = false) {
  return {
    status: state.status,
    court: state.court,
    isSetAside: state.aside === true,
    headline: headline(state) || t(statusOf(state)),
    aside: state.winner ? ending(state) : t("Round {round}", { round: state.round }),
    timeLeft: timeLeft(confirmedState),
    // Before the first bag no thrower is known, so the team that throws first is due.
    due: state.next?.team || state.first_throw,
    hasBags: state.bags.length > 0,
    hasNextGame: hasNextGame(state),
    asksForHelp: Boolean(state.help),
    hasOtherScorers: confirmedState.scorers > 1,
    lineups: lineupsText(state),
    ...sideViewModel(state, 1, confirmedState, isMarked),
    ...sideViewModel(state, 2, confirmedState, isMarked),
  };
}

function sideViewModel(state, team, confirmedState, isMarked) {
  const { score } = state[`team${team}`];
  const bags = state.bags.filter((bag) => bag.team === team);
  const view = {
    [`name${team}`]: teamName(state, team),
    [`score${team}`]: score,
    [`sends${team}`]: isMarked && score !== confirmedState[`team${team}`].score,
    [`turn${team}`]: state.next?.team === team,
    [`bags${team}`]: bagWords(bags.map(({ result }) => result)),
  };
  for (const n of [1, 2, 3, 4]) {
    const bag = bags[n - 1];
    view[`slot${team}${n}`] = bag?.result ?? "";
    view[`sending${team}${n}`] = isMarked && Boolean(bag?.sending);
  }
  return view;
}

/** Return what the panel "Players" shows, as a text: it rarely differs, and then the panel is drawn again. */
function lineupsText({ team1, team2, team_size: size = 2, rules }) {
  const teams = [team1, team2].map(({ name, color, unnamed, named_by_color: isColor, players = [] }) => ({
    color,
    entered: unnamed || isColor ? "" : name,
    players: players.map((player) => ({ id: player.id, name: shownName(player) })),
  }));
  return JSON.stringify({ size, target: rules?.target ?? 21, teams });
}

/** Return whether the match has another game after this one. */
function hasNextGame({ winner, match, rules }) {
  if (!winner || !match || match.number >= match.games) return false;
  return Boolean(rules.every_game_counts) || Math.max(...match.wins) * 2 <= match.games;
}

/** Return a press in words; `game` is a state with the teams' names. The panel (lineups.js), once loaded, knows its own. */
export function pressWords(press, game) {
  const { path, body } = press;
  if (path === "/throws") return `${teamName(game, body.team)}: ${RESULT_WORDS[body.result]}`;
  if (path !== "/rounds") return ACTION_WORDS[path] ?? window.lineupWords?.(press, game) ?? t("Players");
  const counts = (team) => t("{team} {holes} in, {boards} on", { team: teamName(game, team), holes: body[`team${team}`].in, boards: body[`team${team}`].on });
  return t("A round: {one}; {two}", { one: counts(1), two: counts(2) });
}

/** Return in words how many presses wait for the network or are being sent. */
export function waitingWords(count, onlyBags, offline) {
  if (count === 1) return oneWaiting(onlyBags, offline);
  if (offline) return onlyBags ? t("{count} bags wait to be sent", { count }) : t("{count} entries wait to be sent", { count });
  return onlyBags ? t("Sending {count} bags", { count }) : t("Sending {count} entries", { count });
}

function oneWaiting(isBag, offline) {
  if (offline) return isBag ? t("1 bag waits to be sent") : t("1 entry waits to be sent");
  return isBag ? t("Sending 1 bag") : t("Sending 1 entry");
}
