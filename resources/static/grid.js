// Wall layout: how many courts are shown at a time, and in how many columns.

// A court's card at its best: two scores side by side, a name over each.
const CARD = 1.75;
// The cap height of a digit, in parts of the card's height and of its width; whichever is less counts (display.css).
const DIGIT_BY_HEIGHT = 0.37;
const DIGIT_BY_WIDTH = 0.29;
// A rule of thumb for signs: nine millimetres of digit for a metre of distance.
const MM_A_METRE = 9;
const MM_AN_INCH = 25.4;

/** The number of columns in which `count` cards are largest. */
export function columns(count, width, height) {
  const sizes = Array.from({ length: count }, (_, n) => {
    const across = n + 1;
    const down = Math.ceil(count / across);
    return { across, size: Math.min(width / across / CARD, height / down), empty: across * down - count };
  });
  return sizes.reduce((best, one) => (one.size > best.size + 1 || (one.size > best.size - 1 && one.empty < best.empty) ? one : best)).across;
}

/** How many of `count` courts fit so that digits can be read from `metres` away on a screen of `inches`. */
export function capacity(count, width, height, metres, inches) {
  if (!metres) return count;
  const pixelsAMm = Math.hypot(innerWidth, innerHeight) / (inches * MM_AN_INCH);
  const least = metres * MM_A_METRE * pixelsAMm;
  for (let fits = count; fits > 1; fits--) {
    const across = columns(fits, width, height);
    const digit = Math.min((DIGIT_BY_HEIGHT * height) / Math.ceil(fits / across), (DIGIT_BY_WIDTH * width) / across);
    if (digit >= least) return fits;
  }
  return 1;
}
