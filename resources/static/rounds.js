// Table of a game's rounds, the newest first. A row stays the same element, and is filled again when its round is corrected.

import { fill } from "./fill.js";
import { roundRow } from "./words.js";

/** @type {WeakMap<Element, string>} by row: its round, as JSON */
const shown = new WeakMap();

/**
 * @param {Element | null} list
 * @param {object[]} rounds
 */
export function drawRounds(list, rounds) {
  if (!list) return;
  while (list.children.length > rounds.length) list.firstElementChild.remove();
  while (list.children.length < rounds.length) list.prepend(document.getElementById("row").content.firstElementChild.cloneNode(true));
  [...list.children].reverse().forEach((row, n) => drawRound(row, rounds[n]));
}

function drawRound(row, round) {
  const key = JSON.stringify(round);
  if (shown.get(row) !== key) fill(row, roundRow(round));
  shown.set(row, key);
}
