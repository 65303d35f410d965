// View model of the scorer's page: next thrower, bags being sent, and presses in words.

import { t } from "./language.js";
import { name, shown } from "./words.js";

const RESULTS = { hole: t("Hole"), board: t("Board"), off: t("Off"), foul: t("Foul") };
const ACTIONS = { "/start": t("Start game"), "/undo": t("Undo"), "/redo": t("Redo") };

/** What the page shows of a state; before the first bag nobody is due, and who throws first stands in. */
export function viewModel(state) {
  const { headline, ending, ...rest } = shown(state);
  const sending = (team) => state.bags.filter((bag) => bag.team === team).map((bag) => Boolean(bag.sending));
  return {
    ...rest,
    headline: headline || rest.statusWords,
    aside: ending || t("Round {round}", { round: rest.round }),
    due: rest.turn || state.first_throw,
    thrown: state.bags.length > 0,
    sending1: [...sending(1), false, false, false, false],
    sending2: [...sending(2), false, false, false, false],
    canUndo: state.can_undo === true,
    canRedo: state.can_redo === true,
    more_games: follows(state),
  };
}

/** Whether another game of the match follows. */
function follows({ winner, match, rules }) {
  if (!winner || !match || match.number >= match.games) return false;
  return Boolean(rules.every_game_counts) || Math.max(...match.wins) * 2 <= match.games;
}

/** A press in words; `game` knows the teams' names. */
export function pressWords({ path, body }, game) {
  if (path === "/throws") return `${name(game, body.team)}: ${RESULTS[body.result]}`;
  if (path !== "/rounds") return ACTIONS[path];
  const side = (team) => t("{team} {holes} in, {boards} on", { team: name(game, team), holes: body[`team${team}`].in, boards: body[`team${team}`].on });
  return t("A round: {one}; {two}", { one: side(1), two: side(2) });
}

/** That presses wait for the network, or are being sent. */
export function waitingWords(count, onlyBags, away) {
  if (count === 1) return one(onlyBags, away);
  if (away) return onlyBags ? t("{count} bags wait to be sent", { count }) : t("{count} entries wait to be sent", { count });
  return onlyBags ? t("Sending {count} bags", { count }) : t("Sending {count} entries", { count });
}

function one(isBag, away) {
  if (away) return isBag ? t("1 bag waits to be sent") : t("1 entry waits to be sent");
  return isBag ? t("Sending 1 bag") : t("Sending 1 entry");
}
