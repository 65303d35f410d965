// Wall layout: how many courts are shown at a time, and in how many columns.

// The best aspect ratio of a court's card: two scores side by side, a name above each.
const CARD_ASPECT = 1.75;
// A digit's cap height as a fraction of the card's height and of its width; the smaller one counts (display.css).
const DIGIT_BY_HEIGHT = 0.406;
const COMPACT_DIGIT_BY_HEIGHT = 0.483;
const DIGIT_BY_WIDTH = 0.308;
// Between cards, as a fraction of the screen's smaller side.
const GAP = 0.012;
// More cards than these are too small for a line of words below the scores.
const MOST_WITH_WORDS = 6;
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
  if (!count) return 1;
  return layouts.reduce((best, layout) => (layout.size > best.size + 1 || (layout.size > best.size - 1 && layout.empty < best.empty) ? layout : best)).across;
}

/** Return how wide and high the empty corner of a grid is, in cells: beside the last card, else below it. */
export function emptyCorner(count, across, down) {
  const beside = (across - (count % across)) % across;
  const below = down - Math.ceil(count / across);
  return beside ? { wide: beside, high: below + 1 } : { wide: across, high: below };
}

/** Return how many of `count` courts fit if digits must be readable from `meters` away on a screen of `inches`. */
export function capacity(count, width, height, meters, inches) {
  if (!meters) return count;
  const pixelsPerMm = Math.hypot(innerWidth, innerHeight) / (inches * MM_PER_INCH);
  const minDigit = meters * DIGIT_MM_PER_METER * pixelsPerMm;
  for (let shown = count; shown > 1; shown--) if (digitHeight(shown, width, height) >= minDigit) return shown;
  return 1;
}

/** Whether so many cards have no room for a line of words below the scores. */
export const isCompact = (count) => count > MOST_WITH_WORDS;

function digitHeight(count, width, height) {
  const across = columns(count, width, height);
  const gap = GAP * Math.min(innerWidth, innerHeight);
  const inside = (length, cells) => (length - gap) / cells - gap;
  const byHeight = isCompact(count) ? COMPACT_DIGIT_BY_HEIGHT : DIGIT_BY_HEIGHT;
  return Math.min(byHeight * inside(height, Math.ceil(count / across)), DIGIT_BY_WIDTH * inside(width, across));
}
