// Names and lineups on the scorer's phone: the panel "Players", its commands, and what they have changed in words.
//
// None of them is predicted: the page waits for the kiosk's answer, since who throws next may be somebody else.

import { t } from "./language.js";
import { playerName, shownName, teamName } from "./words.js";

/** The commands of the panel, as methods of the scorer's page. Each gets the event of a form or of a button in one. */
export const lineupCommands = {
  showsLineups: false,
  // Who was taken out of the lobby last: undo does not reach back there.
  takenOut: "",
  takenFrom: 0,

  toggleLineups() {
    this.showsLineups = !this.showsLineups;
    this.enteringRound = false;
  },

  renameTeam({ target }) {
    this.press(`/teams/${teamOf(target)}`, { name: nameIn(target).value.trim() }, "PUT");
  },

  recolorTeam({ target }) {
    this.press(`/teams/${teamOf(target)}`, { color: target.value }, "PUT");
  },

  renamePlayer({ target }) {
    this.pressWithName(target, playerPath(target), {}, "PUT");
  },

  substitutePlayer({ target }) {
    this.pressWithName(target, `${playerPath(target)}/substitute`, {});
  },

  addPlayer({ target }) {
    this.pressWithName(target, this.status === "lobby" ? "/join" : "/players/late", { team: teamOf(target) });
  },

  movePlayer({ target }) {
    this.press(playerPath(target), { team: 3 - teamOf(target) });
  },

  takeOut({ target }) {
    if (this.blocked) return;
    this.takenOut = target.closest("form").querySelector("b").textContent;
    this.takenFrom = teamOf(target);
    this.press(playerPath(target), {}, "DELETE");
  },

  putBack() {
    if (this.blocked) return;
    this.press("/join", { name: this.takenOut, team: this.takenFrom });
    this.takenOut = "";
  },

  retirePlayer({ target }) {
    this.press(`${playerPath(target)}/retire`, {});
  },

  switchPartners({ target }) {
    this.press("/partners", { team: teamOf(target) });
  },

  forfeit({ target }) {
    this.press("/end", { ended_by: "forfeit", winner: 3 - teamOf(target) });
    this.showsLineups = false;
  },

  /** Send a command with the name that was typed beside its button. */
  pressWithName(target, path, body, method) {
    const field = nameIn(target);
    const name = field.value.trim();
    if (!name) {
      this.message = t("Type the name first.");
      return field.focus();
    }
    if (this.blocked) return;
    field.value = "";
    this.press(path, { ...body, name }, method);
  },
};

const teamOf = (element) => Number(element.closest("fieldset").dataset.number);
const nameIn = (element) => element.closest("form").elements.name;
const playerPath = (element) => `/players/${element.closest("form").dataset.player}`;

/** Return what the panel shows of a team. It is flat, and lists are texts, so that Alpine redraws only what differs. */
export function lineupViewModel(state, team) {
  const side = state[`team${team}`];
  const { players = [], color, unnamed } = side;
  const names = { team: teamName(state, team), other: teamName(state, 3 - team), score: `${state.rules?.target ?? 21}–0` };
  return {
    [`name${team}`]: names.team,
    [`enteredName${team}`]: unnamed ? "" : side.name,
    [`color${team}`]: color,
    [`lineup${team}`]: JSON.stringify(players.map((player) => ({ id: player.id, name: shownName(player) }))),
    [`hasPartners${team}`]: players.length > 1,
    [`hasPlace${team}`]: hasPlace(state, team),
    [`hasPlaceBeside${team}`]: hasPlace(state, 3 - team),
    [`forfeit${team}`]: t("Forfeit by {team}", names),
    [`forfeitResult${team}`]: t("Forfeit by {team}, {score} for {other}", names),
  };
}

const hasPlace = (state, team) => playersOf(state, team).length < (state.team_size ?? 2);

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
