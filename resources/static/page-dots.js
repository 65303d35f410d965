// Page dots: which of a wall's pages is shown, and for screen readers which courts.

import { t } from "./language.js";

/**
 * @param {HTMLElement} element
 * @param {{page: number, pages: number, first: number, last: number, count: number}} shown
 */
export function showPageDots(element, { page, pages, first, last, count }) {
  element.hidden = pages < 2;
  if (pages < 2) return;
  element.setAttribute("aria-label", t("Courts {first} to {last} of {count}", { first, last, count }));
  while (element.children.length > pages) element.lastElementChild.remove();
  while (element.children.length < pages) element.append(document.createElement("i"));
  [...element.children].forEach((dot, n) => dot.toggleAttribute("data-shown", n === page));
}
