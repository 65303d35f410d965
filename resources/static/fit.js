// Text fitting: the largest font size at which the text fits its box. All boxes are measured together, so that a step costs
// one layout and not one for each box.

const SMALLEST_PX = 3;
const STEPS = 9;
// A word so long that it would be smaller than this part of its box is broken.
const SMALL = 0.3;

/** @param {Iterable<HTMLElement>} elements boxes of a size of their own, whose text may run into several lines */
export function fit(elements) {
  const boxes = [...elements].filter((box) => box.clientHeight > 0);
  for (const box of boxes) box.removeAttribute("data-broken");
  const small = search(boxes).filter(({ box, low }) => low < box.clientHeight * SMALL || !holds(box));
  for (const { box } of small) box.setAttribute("data-broken", "");
  if (small.length) search(small.map(({ box }) => box));
}

/** Find the largest size at which each box holds its text. */
function search(boxes) {
  const tried = boxes.map((box) => ({ box, low: SMALLEST_PX, high: box.clientHeight }));
  for (let step = 0; step < STEPS; step++) {
    for (const one of tried) one.box.style.fontSize = `${(one.low + one.high) / 2}px`;
    const held = tried.map(({ box }) => holds(box));
    tried.forEach((one, n) => (one[held[n] ? "low" : "high"] = (one.low + one.high) / 2));
  }
  for (const { box, low } of tried) box.style.fontSize = `${low}px`;
  return tried;
}

function holds(box) {
  return box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight;
}
