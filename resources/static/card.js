// Cards of games, on walls, overlays and lists: the view model of a card, and when it is drawn.

import { isNewer } from "./event-stream.js";
import { fillGame } from "./fill.js";
import { offlineNotice } from "./kiosks.js";
import { t } from "./language.js";
import { fixtureWords, gameViewModel, teamName } from "./words.js";

const SECOND_MS = 1_000;

/**
 * Draw a state, unless the card shows this or a newer one. The card's `data-log` and `data-seq` say which state it shows.
 * @param {HTMLElement} card
 * @param {import("./event-stream.js").State} state
 * @param {(state: any) => any} viewModel what the card shows of a state
 * @returns {Element[] | null} the elements whose text has changed; null if it was not drawn
 */
export function draw(card, state, viewModel = cardViewModel) {
  const { log, seq, game } = card.dataset;
  if (Number(game) === state.game_id && !isNewer(state, { log, seq: Number(seq) })) return null;
  Object.assign(card.dataset, { game: state.game_id, log: state.log ?? "", seq: state.seq ?? 0 });
  return render(card, viewModel(state));
}

/** Draw the newest state again, because something else on the card has changed: a kiosk's status, or the time left. */
export function redraw(card, state, viewModel = cardViewModel) {
  render(card, viewModel(state));
}

/**
 * Redraw cards with a time limit every second.
 * @param {() => Iterable<[HTMLElement, import("./event-stream.js").State]>} cards
 * @param {(state: any) => any} viewModel
 */
export function countDown(cards, viewModel = cardViewModel) {
  setInterval(() => {
    for (const [card, state] of cards()) if (card && "time_left_ms" in state) redraw(card, state, viewModel);
  }, SECOND_MS);
}

/** Return the view model of a card: each text and value that it can show. */
export function cardViewModel(state) {
  const view = gameViewModel(state);
  const place = view.status === "live" && !state.aside ? [roundLabel(view), view.timeLeft].filter(Boolean).join(" · ") : view.statusWords;
  const below = [fixtureWords(state), view.match, view.ending, view.correction].filter(Boolean).join(" · ");
  const games = state.match ? t("Games {wins}", { wins: state.match.wins.join("–") }) : "";
  const broadcast = view.matchResult || [games, place].filter(Boolean).join(" · ");
  const away = offlineNotice(state);
  return { ...view, place, below, games, broadcast, away, headline: away || view.headline, court: state.court ?? "", kiosk: kioskLabel(state), ...teamNames(state, 1), ...teamNames(state, 2) };
}

/** Return the name of the kiosk that owns a game, with a dot before it; empty for the kiosk that served the page. */
export function kioskLabel({ kiosk = "" }) {
  return kiosk && kiosk !== document.body.dataset.kiosk ? `· ${kiosk}` : "";
}

function roundLabel({ round }) {
  return round ? t("Round {round}", { round }) : "";
}

function teamNames(state, team) {
  return { [`name${team}`]: teamName(state, team), [`players${team}`]: playersLine(state[`team${team}`]) };
}

/** Return the names of a team's players; empty where the team's own name says the same. */
function playersLine({ name, unnamed, players = [] }) {
  const line = players.map((player) => player.name).join(", ");
  return unnamed || line === name ? "" : line;
}

function render(card, view) {
  card.classList.toggle("stale", view.away !== "");
  return fillGame(card, view);
}
