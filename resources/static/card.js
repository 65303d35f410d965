// Rendering of one game's card from its state: each element names in `data-text` the field of the view model it shows.

import { isNewer } from "./event-stream.js";
import { awayOf } from "./kiosks.js";
import { t } from "./language.js";
import { land, roll } from "./motion.js";
import { name, shown } from "./words.js";

const SECOND_MS = 1_000;

/**
 * Draw a state, unless the card shows this or a newer one: that stands on it as `data-log` and `data-seq`.
 * @param {HTMLElement} card
 * @param {import("./event-stream.js").State} state
 * @returns {boolean} whether it was drawn
 */
export function draw(card, state) {
  const { log, seq, game } = card.dataset;
  if (Number(game) === state.game_id && !isNewer(state, { log, seq: Number(seq) })) return false;
  Object.assign(card.dataset, { game: state.game_id, log: state.log ?? "", seq: state.seq ?? 0 });
  fill(card, viewModel(state));
  return true;
}

/** Draw the newest state again: something else has changed that a card says. */
export function redraw(card, state) {
  fill(card, viewModel(state));
}

/**
 * Keep the time that is left true on cards.
 * @param {() => Iterable<[HTMLElement, import("./event-stream.js").State]>} cards
 */
export function countDown(cards) {
  setInterval(() => {
    for (const [card, state] of cards()) if (card && "time_left_ms" in state) redraw(card, state);
  }, SECOND_MS);
}

/** The view model of a card: each text and value that it can show. */
export function viewModel(state) {
  const words = shown(state);
  const place = words.status === "live" && !state.aside ? [round(words), words.timeLeft].filter(Boolean).join(" · ") : words.statusWords;
  const below = [words.match, words.ending, words.correction].filter(Boolean).join(" · ");
  const away = awayOf(state);
  return { ...words, place, below, away, headline: away || words.headline, court: state.court ?? "", kiosk: kioskOf(state), ...names(state, 1), ...names(state, 2) };
}

/** The kiosk that keeps a game, unless it is the one that the page is from. */
export function kioskOf({ kiosk = "" }) {
  return kiosk && kiosk !== document.body.dataset.kiosk ? `· ${kiosk}` : "";
}

function round({ round }) {
  return round ? t("Round {round}", { round }) : "";
}

function names(state, team) {
  const { players = [] } = state[`team${team}`];
  return { [`name${team}`]: name(state, team), [`players${team}`]: players.map((player) => player.name).join(", ") };
}

function fill(card, words) {
  const again = card.hasAttribute("data-status");
  card.dataset.status = words.status;
  card.toggleAttribute("data-long", words.long);
  card.toggleAttribute("data-away", words.away !== "");
  for (const element of card.querySelectorAll("[data-text]")) {
    const changed = say(element, String(words[element.dataset.text] ?? ""));
    if (again && changed && element.matches(".digits, .score")) roll(element);
  }
  for (const side of card.querySelectorAll("[data-team]")) {
    const team = Number(side.dataset.team);
    side.toggleAttribute("data-winner", words.winner === team);
    side.toggleAttribute("data-turn", words.turn === team);
    side.querySelectorAll(".bags .bag").forEach((bag, n) => placeBag(bag, words[`slots${team}`][n], again));
  }
}

function say(element, text) {
  const changed = element.textContent !== text;
  if (changed) element.textContent = text;
  return changed;
}

function placeBag(bag, result, again) {
  if (again && result && result !== bag.dataset.result) land(bag);
  bag.dataset.result = result;
}
