// One game's card, drawn from its state: each element names in `data-text` which of the game's words it shows.

import { isNewer } from "./feed.js";
import { shown } from "./words.js";

/**
 * Draw a state, unless the card shows a newer one. What the card shows stands on it as `data-log` and `data-seq`.
 * @param {HTMLElement} card
 * @param {import("./feed.js").State} state
 * @param {(before: object, now: object) => void} moved called with what was and is shown, when it was drawn before
 */
export function draw(card, state) {
  const { log, seq, game } = card.dataset;
  if (Number(game) === state.game_id && !isNewer(state, { log, seq: Number(seq) })) return false;
  Object.assign(card.dataset, { game: state.game_id, log: state.log ?? "", seq: state.seq ?? 0 });
  fill(card, told(state));
  return true;
}

/** Everything a card can say. */
export function told(state) {
  const words = shown(state);
  const place = words.status === "live" ? round(words) : words.statusWords;
  return { ...words, place, court: state.court ?? "", ...names(state, 1), ...names(state, 2) };
}

function round({ round }) {
  return round ? `Round ${round}` : "";
}

function names(state, team) {
  const { name, players = [] } = state[`team${team}`];
  return { [`name${team}`]: name || `Team ${team}`, [`players${team}`]: players.map((player) => player.name).join(", ") };
}

function fill(card, words) {
  card.dataset.status = words.status;
  card.toggleAttribute("data-long", words.long);
  for (const element of card.querySelectorAll("[data-text]")) say(element, String(words[element.dataset.text] ?? ""));
  for (const side of card.querySelectorAll("[data-team]")) {
    const team = Number(side.dataset.team);
    side.toggleAttribute("data-winner", words.winner === team);
    side.toggleAttribute("data-turn", words.turn === team);
    const slots = words[`slots${team}`];
    side.querySelectorAll(".bags .bag").forEach((bag, n) => (bag.dataset.result = slots[n]));
  }
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
