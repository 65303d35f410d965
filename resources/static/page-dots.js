// Page dots: which of a wall's pages is shown, and for screen readers in words.

/**
 * @param {HTMLElement} element
 * @param {{page: number, pages: number}} shown
 * @param {string} words
 */
export function showPageDots(element, { page, pages }, words) {
  element.hidden = pages < 2;
  if (pages < 2) return;
  element.setAttribute("aria-label", words);
  while (element.children.length > pages) element.lastElementChild.remove();
  while (element.children.length < pages) element.append(document.createElement("i"));
  [...element.children].forEach((dot, n) => dot.toggleAttribute("data-shown", n === page));
}
