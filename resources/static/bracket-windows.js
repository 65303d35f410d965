// Windows on a bracket that is too large for a screen: each shows a part that can be read, and together they show every
// match that is being played, or could be next.

// In units of the drawing (bracket_drawing.py): a row and a column, the gap between two columns, and a card.
const ROW = 76;
const COLUMN = 236;
const GAP = 40;
const CARD = [196, 48];
const ROWS_SHOWN = 9.5;
// Above a card, for its id and the heading of its round.
const ABOVE = 96;
const EDGE = 6;

/**
 * Return the windows of a bracket, each as the values of a `viewBox`.
 * @param {SVGSVGElement} bracket
 * @returns {number[][]}
 */
export function bracketWindows(bracket) {
  bracket.dataset.whole ??= bracket.getAttribute("viewBox");
  const [left, top, width, height] = bracket.dataset.whole.split(" ").map(Number);
  const size = windowSize(bracket, width, height);
  const windows = [];
  let boxes = boxesToShow(bracket);
  while (boxes.length) {
    const [[, firstY]] = boxes;
    const y = clamp(firstY - ABOVE, top, top + height - size[1]);
    // The road to the final goes to the right, so the first column that has something to show is the first one shown.
    const x = clamp(Math.min(...boxes.filter((box) => box[1] + CARD[1] <= y + size[1]).map((box) => box[0])) - EDGE, left, left + width - size[0]);
    windows.push([x, y, ...size]);
    const isSeen = (box) => box[0] >= x && box[0] + CARD[0] <= x + size[0] && box[1] >= y && box[1] + CARD[1] <= y + size[1];
    // The first one is always seen, so this ends.
    boxes = boxes.filter((box, n) => n > 0 && !isSeen(box));
  }
  return windows.length ? windows : [[left, top, width, height]];
}

/** Return how much of a bracket can be read at once: whole columns, and the bracket itself if it is not larger. */
function windowSize(bracket, width, height) {
  const { clientWidth, clientHeight } = bracket.parentElement;
  const shownHeight = Math.min(height, ROW * ROWS_SHOWN);
  const room = (shownHeight * clientWidth) / Math.max(clientHeight, 1);
  if (room >= width) return [width, shownHeight];
  const columns = Math.max(Math.floor((room + GAP) / COLUMN), 1);
  return [columns * COLUMN - GAP + 2 * EDGE, shownHeight];
}

const clamp = (value, low, high) => Math.max(Math.min(value, high), low);

/** Return the corners of the matches that are worth a look: those in play, else those that are next, else the last one. */
function boxesToShow(bracket) {
  const drawn = [...bracket.querySelectorAll(".drawn")];
  const inStatus = (...statuses) => drawn.filter(({ dataset }) => statuses.includes(dataset.status));
  const live = inStatus("playing", "called", "reported");
  const shown = live.length ? live : inStatus("ready");
  const boxes = (shown.length ? shown : drawn.slice(-1)).map((match) => match.getAttribute("transform").match(/[\d.]+/g).map(Number));
  return boxes.sort(([x, y], [otherX, otherY]) => y - otherY || x - otherX);
}
