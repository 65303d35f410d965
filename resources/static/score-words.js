// What the scorer's page shows beside the sentences of every page: who is due, what is only being sent, presses in words.

import { shown } from "./words.js";

/** What the page shows of a state; before the first bag nobody is due, and who throws first stands in. */
export function drawn(state) {
  const { headline, ending, ...rest } = shown(state);
  const sending = (team) => state.bags.filter((bag) => bag.team === team).map((bag) => Boolean(bag.sending));
  return {
    ...rest,
    headline: headline || rest.statusWords,
    aside: ending || `Round ${rest.round}`,
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
export function told({ path, body }, game) {
  const name = (team) => game[`team${team}`].name;
  if (path === "/throws") return `${name(body.team)}: ${body.result}`;
  if (path !== "/rounds") return { "/start": "Start the game", "/undo": "Undo", "/redo": "Redo" }[path];
  const side = (team) => `${name(team)} ${body[`team${team}`].in} in, ${body[`team${team}`].on} on`;
  return `A round: ${side(1)}; ${side(2)}`;
}
