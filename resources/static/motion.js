// Animations: a digit rolls, a bag lands. With `prefers-reduced-motion` nothing moves.

const ROLL_MS = 200;
const LAND_MS = 250;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** A score that has changed. @param {Element | null} digits */
export function roll(digits) {
  move(digits, { transform: "translateY(-18%)", opacity: 0 }, ROLL_MS);
}

/** A bag that has been thrown. @param {Element | null} bag */
export function land(bag) {
  move(bag, { transform: "translateY(-60%) rotate(-20deg)", opacity: 0 }, LAND_MS);
}

function move(element, from, duration) {
  if (!still.matches) element?.animate([from, { transform: "none" }], { duration, easing: "ease-out" });
}
