// The last bag again: it slides onto the board to where it lies. Calm, and not at all where motion is unwanted.

import { fill } from "./fill.js";

const SLIDE_MS = 700;
// The front of the board, in the drawing's inches.
const FRONT = { x: 12, y: 52 };
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {Map<number, number>} by game: how many bags the round had */
const shown = new Map();
let section = null;
let newest = null;

/** @param {HTMLElement | null} board @param {any} state */
export function showLastBag(board, state) {
  const { bags = [], game_id: game } = state;
  const isNew = shown.has(game) && bags.length === shown.get(game) + 1;
  shown.set(game, bags.length);
  [section, newest] = [board, state];
  if (!board) return;
  const holes = (team) => bags.filter((bag) => bag.team === team && bag.result === "hole").length;
  fill(board, { holes1: holes(1), holes2: holes(2), canReplay: canReplay() });
  if (isNew) slide();
}

/** Where the bag is not drawn, or nothing may move, there is nothing to show again. */
function canReplay() {
  return lastBag() !== null && !reducedMotion.matches;
}

/** Return the drawing of the last bag; null where it has no place. */
function lastBag() {
  const { bags = [] } = newest;
  const last = bags[bags.length - 1];
  if (!last || !("x" in last)) return null;
  const place = bags.filter(({ team }) => team === last.team).length - 1;
  return section.querySelectorAll(`.placed.team-${last.team}`)[place] ?? null;
}

function slide() {
  const bag = section && lastBag();
  if (!bag || reducedMotion.matches) return;
  const at = (name) => Number(bag.getAttribute(name)) + Number(bag.getAttribute("width")) / 2;
  const from = `translate(${FRONT.x - at("x")}px, ${FRONT.y - at("y")}px)`;
  bag.animate?.([{ transform: from, opacity: 0.4, easing: "ease-out" }, { transform: "none", opacity: 1 }], SLIDE_MS);
}

document.addEventListener("click", ({ target }) => target.closest(".replay") && slide());
