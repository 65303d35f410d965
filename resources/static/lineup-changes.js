// Changes of teams and lineups between two states of a game, in sentences for the scorer's phone: a substitute, a new name,
// a player who has gone home. They are made from the states, so that those of the desk and of other phones are included.

import { t } from "./language.js";
import { shownName, teamName } from "./words.js";

/** Return the sentences, without full stops; empty if nothing of this kind has changed. */
export function lineupChanges(before, after) {
  return [...teamChanges(before, after, 1), ...teamChanges(before, after, 2), ...playerChanges(before, after)];
}

function teamChanges(before, after, team) {
  const [old, current] = [before[`team${team}`], after[`team${team}`]];
  const changes = [];
  // A team without a name of its own goes by its players' names, and those have sentences of their own.
  if (old.name !== current.name && !(old.unnamed && current.unnamed)) changes.push(t("{team}: now {name}", { team: teamName(before, team), name: teamName(after, team) }));
  if (old.color !== current.color) changes.push(t("{team}: another color", { team: teamName(after, team) }));
  return changes;
}

function playerChanges(before, after) {
  const [old, current] = [playersOf(before), playersOf(after)];
  const gone = old.filter((player) => !find(current, player));
  const come = current.filter((player) => !find(old, player));
  const stayed = current.filter((player) => find(old, player)).map((player) => ({ ...player, old: find(old, player) }));
  return [
    ...stayed.filter(({ name, old }) => name !== old.name).map(({ name, old }) => t("{player} is now called {name}", { player: old.name, name })),
    // A team without a name is called as the others know it: without the one who comes.
    ...stayed.filter(({ team, old }) => team !== old.team).map((player) => named("{player} moved to {team}", player, before)),
    ...(isSubstitution(after, gone, come)
      ? [t("{player} throws for {other} from now on", { player: come[0].name, other: gone[0].name })]
      : [...gone.map((player) => named("{player} left {team}", player, before)), ...come.map((player) => named("{player} joined {team}", player, before))]),
  ];
}

const playersOf = (state) => [1, 2].flatMap((team) => (state[`team${team}`].players ?? []).map((player) => ({ id: player.id, name: shownName(player), team })));
const find = (players, { id }) => players.find((player) => player.id === id);
const named = (sentence, { name, team }, state) => t(sentence, { player: name, team: teamName(state, team) });
const isSubstitution = ({ status }, gone, come) => status !== "lobby" && gone.length === 1 && come.length === 1 && gone[0].team === come[0].team;
