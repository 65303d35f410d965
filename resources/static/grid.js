// Wall layout: how many courts are shown at a time, and in how many columns.

// The best aspect ratio of a court's card: two scores side by side, a name above each.
const CARD_ASPECT = 1.75;
// A digit's cap height as a fraction of the card's height and of its width; the smaller one counts (display.css).
const DIGIT_BY_HEIGHT = 0.37;
const DIGIT_BY_WIDTH = 0.29;
// A rule of thumb for signs: nine millimeters of digit per meter of distance.
const DIGIT_MM_PER_METER = 9;
const MM_PER_INCH = 25.4;

/** Return the number of columns in which `count` cards are largest. */
export function columns(count, width, height) {
  const layouts = Array.from({ length: count }, (_, n) => {
    const across = n + 1;
    const down = Math.ceil(count / across);
    return { across, size: Math.min(width / across / CARD_ASPECT, height / down), empty: across * down - count };
  });
  return layouts.reduce((best, layout) => (layout.size > best.size + 1 || (layout.size > best.size - 1 && layout.empty < best.empty) ? layout : best)).across;
}

/** Return how many of `count` courts fit if digits must be readable from `meters` away on a screen of `inches`. */
export function capacity(count, width, height, meters, inches) {
  if (!meters) return count;
  const pixelsPerMm = Math.hypot(innerWidth, innerHeight) / (inches * MM_PER_INCH);
  const minDigit = meters * DIGIT_MM_PER_METER * pixelsPerMm;
  for (let shown = count; shown > 1; shown--) {
    const across = columns(shown, width, height);
    const digit = Math.min((DIGIT_BY_HEIGHT * height) / Math.ceil(shown / across), (DIGIT_BY_WIDTH * width) / across);
    if (digit >= minDigit) return shown;
  }
  return 1;
}
