// Text fitting: finds the largest font size at which a text fits its box. All boxes are measured together, so a step of
// the search costs one layout and not one for each box.

const MIN_PX = 3;
const STEPS = 9;
// A long word is broken if it would otherwise be smaller than this fraction of its box's height.
const MIN_SHARE = 0.3;

/** @param {Iterable<HTMLElement>} elements boxes with a size of their own; their text may wrap */
export function fit(elements) {
  const boxes = [...elements].filter((box) => box.clientHeight > 0);
  for (const box of boxes) box.removeAttribute("data-broken");
  const small = findSizes(boxes).filter(({ box, low }) => low < box.clientHeight * MIN_SHARE || !textFits(box));
  for (const { box } of small) box.setAttribute("data-broken", "");
  if (small.length) findSizes(small.map(({ box }) => box));
}

/**
 * Fit again whenever a font has arrived: text that was measured before was measured in another one.
 * @param {() => void} fitAll
 */
export function refitWithFonts(fitAll) {
  document.fonts.ready.then(fitAll);
  document.fonts.addEventListener("loadingdone", fitAll);
}

/** Set each box to the largest font size at which its text fits, by bisection. */
function findSizes(boxes) {
  const ranges = boxes.map((box) => ({ box, low: MIN_PX, high: box.clientHeight }));
  for (let step = 0; step < STEPS; step++) {
    for (const range of ranges) range.box.style.fontSize = `${(range.low + range.high) / 2}px`;
    const fitting = ranges.map(({ box }) => textFits(box));
    ranges.forEach((range, n) => (range[fitting[n] ? "low" : "high"] = (range.low + range.high) / 2));
  }
  for (const { box, low } of ranges) box.style.fontSize = `${low}px`;
  return ranges;
}

function textFits(box) {
  return box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight;
}
