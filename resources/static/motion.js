// Animations: a digit rolls, a bag lands. With `prefers-reduced-motion` nothing moves.

const ROLL_MS = 200;
const LAND_MS = 250;
const APPEAR_MS = 400;
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** Animate a score that has changed. @param {Element | null} digits */
export function roll(digits) {
  animateFrom(digits, { transform: "translateY(-18%)", opacity: 0 }, ROLL_MS);
}

/** Fade in what has taken the place of something else. @param {Element | null} element */
export function appear(element) {
  animateFrom(element, { opacity: 0 }, APPEAR_MS);
}

/** Animate a bag that has been thrown. @param {Element | null} bag */
export function land(bag) {
  animateFrom(bag, { transform: "translateY(-60%) rotate(-20deg)", opacity: 0 }, LAND_MS);
}

// An element's animation is played again: beside a finished one that is not yet collected, Chromium would not leave a new one
// to the compositor but draw each of its frames here.
/** @type {WeakMap<Element, Animation | undefined>} */
const animations = new WeakMap();
/** @type {WeakMap<Element, number>} */
const timers = new WeakMap();

/** Chromium draws the last 40 ms of an animation here, frame by frame: so it stands still from its middle on, and is cut there. */
function animateFrom(element, from, duration) {
  if (reducedMotion.matches || !element) return;
  const to = { transform: "none", opacity: 1 };
  if (!animations.has(element)) animations.set(element, element.animate([{ ...from, easing: "ease-out" }, to, to], { duration: 2 * duration }));
  const animation = animations.get(element);
  animation?.cancel();
  animation?.play();
  clearTimeout(timers.get(element));
  timers.set(element, setTimeout(() => animation?.cancel(), duration));
}
