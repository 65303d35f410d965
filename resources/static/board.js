// Board drawing: positions of a round's bags, as web/pages/render/board_drawing.py computes them for the first paint.

const MARGIN = 7;
const WIDTH = 24;
const LENGTH = 48;
const BAG = 6;
const NOT_PLACED = { result: "none", x: 0, y: 0 };

/** Return a team's four bags of the round; x and y are the upper left corner of each in the drawing, in inches. */
export function boardSlots(bags, team) {
  const slots = bags.filter((bag) => bag.team === team).map((bag) => ("x" in bag ? slotOf(bag) : NOT_PLACED));
  return [...slots, NOT_PLACED, NOT_PLACED, NOT_PLACED, NOT_PLACED].slice(0, 4);
}

function slotOf({ result, x, y }) {
  return { result, x: clamp(x, WIDTH) - BAG / 2, y: clamp(LENGTH - y, LENGTH) - BAG / 2 };
}

function clamp(value, length) {
  const farthest = MARGIN - BAG / 2;
  return Math.min(Math.max(value, -farthest), length + farthest);
}
