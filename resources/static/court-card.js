// A court's card on a wall: its game, the code of a lobby, and the last rounds of a court that has the screen to itself.

import { draw, redraw } from "./card.js";
import { fill } from "./fill.js";
import { fit } from "./fit.js";
import { history, wallViewModel } from "./wall-words.js";
import { roundRow } from "./words.js";

const copyOf = (template) => document.getElementById(template).content.firstElementChild.cloneNode(true);

export const createCard = () => copyOf("court");

/**
 * Draw a state, unless the card shows this or a newer one.
 * @param {HTMLElement} card
 * @param {any} state
 * @param {boolean} isAlone whether the card has the screen to itself
 */
export function drawCard(card, state, isAlone) {
  const { status, game } = card.dataset;
  const changed = draw(card, state, wallViewModel);
  const hasNewRounds = drawHistory(card.querySelector(".history"), isAlone ? history(state) : []);
  if (!changed && !hasNewRounds) return;
  showCode(card, state.game_id);
  const isSameGame = status === card.dataset.status && game === card.dataset.game;
  fitCard(card, isSameGame && !hasNewRounds ? changed.filter((element) => element.matches(".fit")) : undefined);
}

/** Draw the newest state again, because a kiosk's status has changed. */
export const redrawCard = (card, state) => redraw(card, state, wallViewModel);

/** Fit a card's texts; its two names have one size, so a change of one is a change of both. */
export function fitCard(card, boxes = [...card.querySelectorAll(".fit")]) {
  const names = [...card.querySelectorAll(".team .fit")];
  fit(boxes.some((box) => names.includes(box)) ? new Set([...boxes, ...names]) : boxes);
  const size = Math.min(...names.map((name) => parseFloat(name.style.fontSize) || Infinity));
  if (size < Infinity) for (const name of names) name.style.fontSize = `${size}px`;
}

function showCode(card, game) {
  const code = card.querySelector(".join");
  const source = `/game/${game}/qr.svg`;
  card.toggleAttribute("data-joinable", !code.hidden);
  if (!code.hidden && code.getAttribute("src") !== source) code.setAttribute("src", source);
}

/** @type {WeakMap<Element, string>} by list: its rounds, as JSON */
const shown = new WeakMap();

/** Show the last rounds; return whether they are others than before. */
function drawHistory(list, rounds) {
  const key = JSON.stringify(rounds);
  if ((shown.get(list) ?? "[]") === key && list.children.length === rounds.length) return false;
  shown.set(list, key);
  while (list.children.length > rounds.length) list.lastElementChild.remove();
  while (list.children.length < rounds.length) list.append(copyOf("round"));
  rounds.forEach((round, n) => fill(list.children[n], roundRow(round)));
  return true;
}
