// Commands of the panel "Players" in words, for what waits to be sent on the scorer's phone.

import { t } from "./language.js";
import { playerName, teamName } from "./words.js";

/** Return a command of the panel in words; empty for any other. */
export function lineupWords({ path, body, method }, state) {
  const [, kind, id, action] = path.split("/");
  if (kind === "teams") return body.color ? t("{team}: another color", { team: teamName(state, Number(id)) }) : t("{team}: now {name}", { team: teamName(state, Number(id)), name: body.name || t("The players’ names") });
  if (kind === "partners") return t("Partners switched ends");
  if (kind === "end") return t("Forfeit by {team}", { team: teamName(state, 3 - body.winner) });
  if (kind === "join") return t("{player} joined {team}", { player: body.name, team: teamName(state, body.team) });
  if (kind !== "players") return "";
  if (id === "late") return t("{player} joined {team}", { player: body.name, team: teamName(state, body.team) });
  return playerWords(action ?? method, Number(id), body, state);
}

function playerWords(action, id, { name, team: newTeam }, state) {
  const team = [1, 2].find((one) => playersOf(state, one).some((player) => player.id === id)) ?? 1;
  const player = playerName(state, team, id);
  if (action === "substitute") return t("{player} throws in place of {other}", { player: name, other: player });
  if (action === "POST") return t("{player} moved to {team}", { player, team: teamName(state, newTeam) });
  if (action === "retire" || action === "DELETE") return t("{player} left {team}", { player, team: teamName(state, team) });
  return t("{player} is now called {name}", { player, name });
}

const playersOf = (state, team) => state[`team${team}`].players ?? [];
