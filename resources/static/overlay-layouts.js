// Layouts of an overlay: what each shows, beside the teams and digits that all of them have.

import { drawBags } from "./board.js";
import { cardViewModel, draw, redraw } from "./card.js";
import { isSameCourt, onCourts } from "./courts.js";
import { fill } from "./fill.js";
import { t } from "./language.js";
import { shownName } from "./words.js";

const SECOND_MS = 1_000;
const PAGE_MS = 8_000;
// A result leaves the ticker after a while, so that what is played now comes around sooner.
const RESULT_MS = 20 * 60_000;
const LINE_UP = [0, 1, 2, 3];

let page = 0;

/** Whether a layout has anything to show. */
export function isShown(layout, game, states) {
  if (layout === "ticker") return tickerGames(states).length > 0;
  if (!game) return false;
  return layout !== "result" || game.status === "finished";
}

/**
 * Draw a layout, as far as it shows something else.
 * @param {HTMLElement} strip
 * @param {any} game the game that is shown; of no meaning to the ticker
 * @param {Map<number, any>} states
 * @returns {boolean} whether texts may have changed, and must be fitted
 */
export function drawLayout(strip, layout, game, states) {
  if (layout === "ticker") return drawTicker(strip, states);
  const changed = draw(strip, game);
  return changed !== null && hasFitted([...changed, ...fillMore(strip, layout, game)]);
}

/** Draw it again, because something else has changed: a kiosk's status, or the time left. */
export function redrawLayout(strip, layout, game, states) {
  if (layout === "ticker") return drawTicker(strip, states, true);
  if (game) redraw(strip, game);
  return Boolean(game) && hasFitted(fillMore(strip, layout, game));
}

/** Redraw every second while a game has a time limit, and turn the ticker's pages. */
export function countDownLayout(drawAgain, games) {
  setInterval(() => games().some((game) => game && "time_left_ms" in game) && drawAgain(), SECOND_MS);
  setInterval(() => {
    page += 1;
    drawAgain();
  }, PAGE_MS);
}

/** Return the game that comes next on a court, or on any if none is named: the lobby that was opened first. */
export function nextUp(court, states) {
  const isNext = (state) => state.status === "lobby" && !state.aside && (!court || isSameCourt(state.court, court));
  const started = ({ created_at: createdAt, updated_at: updatedAt }) => createdAt ?? updatedAt ?? "";
  return [...states].filter(isNext).sort((one, other) => (started(one) < started(other) ? -1 : 1))[0];
}

const hasFitted = (elements) => elements.some((element) => element.matches(".fit"));

/** Fill in what only this layout has; return the elements whose text has changed. */
function fillMore(strip, layout, game) {
  if (layout === "lower-third") return fill(strip, { ...people(game, 1), ...people(game, 2) });
  if (layout === "next") return fill(strip, { ...people(game, 1), ...people(game, 2), broadcast: t("Next up") });
  if (layout === "result") return fill(strip, { sum: resultWords(game) });
  if (layout === "board") drawBags(strip, game.bags ?? []);
  return [];
}

/** Return the players of a team with their points per round; four places, the last ones empty. */
function people(game, team) {
  const { players = [], unnamed } = game[`team${team}`];
  // The only player of a team without a name is its name already.
  const shown = unnamed && players.length === 1 && game.status === "lobby" ? [] : players;
  const fields = LINE_UP.map((place) => {
    const player = shown[place];
    const hasRounds = game.rounds?.length > 0;
    return { [`person${team}${place + 1}`]: player ? shownName(player) : "", [`ppr${team}${place + 1}`]: player && hasRounds ? t("{points} PPR", { points: player.ppr.toFixed(2) }) : "" };
  });
  return Object.assign({}, ...fields);
}

/** Return what there is to say of a result beside its score. */
function resultWords(game) {
  const { headline, match, ending } = cardViewModel(game);
  const rounds = game.rounds?.length;
  return [headline, rounds && t("{count:round|rounds}", { count: rounds }), match || ending].filter(Boolean).join(" · ");
}

function tickerGames(states) {
  const newest = Math.max(0, ...[...states.values()].map(changedAt));
  const isNews = (state) => state.status === "live" || (state.status === "finished" && newest - changedAt(state) < RESULT_MS);
  const games = onCourts(states.values()).filter(isNews);
  return [...games.filter(({ status }) => status === "live"), ...games.filter(({ status }) => status !== "live")];
}

const changedAt = ({ updated_at: updatedAt }) => (updatedAt ? Date.parse(updatedAt) : 0);

/** Show as many courts side by side as the picture has room for, and the others in turn. */
function drawTicker(strip, states, isForced = false) {
  const games = tickerGames(states);
  const list = strip.querySelector(".items");
  if (!list.children.length) list.append(newItem());
  const room = Math.max(1, Math.floor(document.body.clientWidth * 0.92 / Math.max(1, list.firstElementChild.getBoundingClientRect().width)));
  const pages = Math.ceil(games.length / room);
  const perPage = Math.ceil(games.length / Math.max(1, pages));
  const from = (page % Math.max(1, pages)) * perPage;
  const shown = games.slice(from, from + perPage);
  while (list.children.length > Math.max(1, shown.length)) list.lastElementChild.remove();
  while (list.children.length < shown.length) list.append(newItem());
  const changed = shown.map((game, at) => draw(list.children[at], game) !== null);
  if (isForced) shown.forEach((game, at) => redraw(list.children[at], game));
  return isForced || changed.some(Boolean);
}

function newItem() {
  return document.getElementById("item").content.firstElementChild.cloneNode(true);
}
