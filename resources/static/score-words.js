// View model of the scorer's page: the next thrower, the bags being sent, and presses in words.

import { t } from "./language.js";
import { gameViewModel, teamName } from "./words.js";

const RESULT_WORDS = { hole: t("Hole"), board: t("Board"), off: t("Off"), foul: t("Foul") };
const ACTION_WORDS = { "/start": t("Start game"), "/undo": t("Undo"), "/redo": t("Redo"), "/help": t("Help") };

/** Return what the page shows of a state. Before the first bag no thrower is known, so the team that throws first is due. */
export function scorerViewModel(state) {
  const { headline, ending, ...rest } = gameViewModel(state);
  const sending = (team) => state.bags.filter((bag) => bag.team === team).map((bag) => Boolean(bag.sending));
  return {
    ...rest,
    headline: headline || rest.statusWords,
    aside: ending || t("Round {round}", { round: rest.round }),
    due: rest.turn || state.first_throw,
    hasBags: state.bags.length > 0,
    sending1: [...sending(1), false, false, false, false],
    sending2: [...sending(2), false, false, false, false],
    canUndo: state.can_undo === true,
    canRedo: state.can_redo === true,
    hasNextGame: hasNextGame(state),
    asksForHelp: Boolean(state.help),
  };
}

/** Return whether the match has another game after this one. */
function hasNextGame({ winner, match, rules }) {
  if (!winner || !match || match.number >= match.games) return false;
  return Boolean(rules.every_game_counts) || Math.max(...match.wins) * 2 <= match.games;
}

/** Return a press in words; `game` is a state with the teams' names. */
export function pressWords({ path, body }, game) {
  if (path === "/throws") return `${teamName(game, body.team)}: ${RESULT_WORDS[body.result]}`;
  if (path !== "/rounds") return ACTION_WORDS[path];
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
