// Text filling: writes a view model's fields into the elements that the server has drawn for them. `data-text` names the field
// that an element shows, `data-bags` the results of its bags, `data-if` the field without which it is hidden; `data-team`
// marks a side. Only what differs is written, and nothing is measured meanwhile, so the browser draws only that, and once.

import { land, roll } from "./motion.js";

/**
 * Show a view model. What shows a field that the view lacks stays as it is.
 * @param {Element} root
 * @param {object} view
 * @param {boolean} isUpdate whether bags that appear have just been thrown
 * @returns {Element[]} the elements whose text has changed
 */
export function fill(root, view, isUpdate = false) {
  for (const [element, value] of fields(root, "bags", view)) element.querySelectorAll(".bag").forEach((bag, n) => placeBag(bag, value[n], isUpdate));
  for (const [element, value] of fields(root, "if", view)) if (element.hidden === Boolean(value)) element.hidden = !value;
  return fields(root, "text", view)
    .filter(([element, value]) => setText(element, String(value)))
    .map(([element]) => element);
}

/**
 * Show a game on its card or page: its view model, its status, and whose turn it is. What changes moves.
 * @param {HTMLElement} card
 * @param {object} view
 * @returns {Element[]} the elements whose text has changed
 */
export function fillGame(card, view) {
  const isUpdate = card.hasAttribute("data-status");
  if (card.dataset.status !== view.status) card.dataset.status = view.status;
  card.toggleAttribute("data-long", view.long);
  for (const side of card.querySelectorAll("[data-team]")) {
    const team = Number(side.dataset.team);
    side.toggleAttribute("data-winner", view.winner === team);
    side.toggleAttribute("data-turn", view.turn === team);
  }
  const changed = fill(card, view, isUpdate);
  if (isUpdate) changed.filter((element) => element.matches(".digits, .score")).forEach(roll);
  return changed;
}

/** Return the elements that show a field which the view has, each with that field's value. */
function fields(root, kind, view) {
  const elements = [...root.querySelectorAll(`[data-${kind}]`)].filter((element) => element.dataset[kind] in view);
  return elements.map((element) => [element, view[element.dataset[kind]]]);
}

function setText(element, text) {
  const changed = element.textContent !== text;
  if (changed) element.textContent = text;
  return changed;
}

function placeBag(bag, result, isUpdate) {
  if (result === bag.dataset.result) return;
  if (isUpdate && result) land(bag);
  bag.dataset.result = result;
}
