// Text fitting: finds the largest font size at which a text fits its box. All boxes are measured together, so a step of
// the search costs one layout and not one for each box.

const MIN_PX = 1;
const STEPS = 9;
// A long word is broken if it would otherwise be smaller than this fraction of its box's height.
const MIN_SHARE = 0.3;

/** @typedef {{fontSize: string, broken: boolean}} Size */
/** @type {WeakMap<HTMLElement, Map<string, Size>>} the sizes found for each box, by its own size and its text */
let sizesFound = new WeakMap();

/** @param {Iterable<HTMLElement>} elements boxes with a size of their own; their text may wrap */
export function fit(elements) {
  const boxes = [...elements].filter((box) => box.clientHeight > 0);
  const keys = new Map(boxes.map((box) => [box, `${box.clientWidth} ${box.clientHeight} ${box.textContent}`]));
  const isKnown = (box) => sizesFound.get(box)?.has(keys.get(box));
  const unknown = boxes.filter((box) => !isKnown(box));
  for (const box of boxes.filter(isKnown)) setSize(box, sizesFound.get(box).get(keys.get(box)));
  findSizes(unknown);
  for (const box of unknown) {
    const size = { fontSize: box.style.fontSize, broken: box.hasAttribute("data-broken") };
    sizesFound.set(box, (sizesFound.get(box) ?? new Map()).set(keys.get(box), size));
  }
}

/** @param {HTMLElement} box @param {Size} size */
function setSize(box, { fontSize, broken }) {
  box.style.fontSize = fontSize;
  box.toggleAttribute("data-broken", broken);
}

function findSizes(boxes) {
  for (const box of boxes) box.removeAttribute("data-broken");
  const small = bisect(boxes).filter(({ box, low }) => low < box.clientHeight * MIN_SHARE || !textFits(box));
  for (const { box } of small) box.setAttribute("data-broken", "");
  if (small.length) bisect(small.map(({ box }) => box));
}

/**
 * Fit again whenever a font has arrived: text that was measured before was measured in another one.
 * @param {() => void} fitAll
 */
export function refitWithFonts(fitAll) {
  const refit = () => {
    sizesFound = new WeakMap();
    fitAll();
  };
  document.fonts.ready.then(refit);
  document.fonts.addEventListener("loadingdone", refit);
}

/** Set each box to the largest font size at which its text fits, by bisection. */
function bisect(boxes) {
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
