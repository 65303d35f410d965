// Check of what a screen really shows: an old browser may know too little of a style to draw digits that can be read.

// Of the screen's height. Each of 64 courts on a wall has digits five times as high.
const SMALLEST_DIGITS = 0.012;

/** Whether the digits of a card, or who is in its lobby, are on the screen, and large. @param {HTMLElement} card */
export function isReadable(card) {
  const rosters = card.dataset.status === "lobby" ? card.querySelectorAll(".roster") : [];
  return [...(rosters.length ? rosters : card.querySelectorAll(".digits"))].every(isOnScreen);
}

function isOnScreen(text) {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  const isInside = right > left && left < innerWidth && right > 0 && top < innerHeight && bottom > 0;
  return isInside && parseFloat(getComputedStyle(text).fontSize) >= innerHeight * SMALLEST_DIGITS;
}
