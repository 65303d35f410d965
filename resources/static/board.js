// Board drawing: the places of a round's bags, as web/pages/render/board_drawing.py computes it for the first paint.

const GROUND = 7;
const WIDTH = 24;
const LENGTH = 48;
const BAG = 6;
const NOWHERE = { result: "none", x: 0, y: 0 };

/** The side's four bags of the round; x and y are of the upper left corner of each in the drawing. */
export function boardSlots(bags, team) {
  const own = bags.filter((bag) => bag.team === team).map((bag) => ("x" in bag ? spot(bag) : NOWHERE));
  return [...own, NOWHERE, NOWHERE, NOWHERE, NOWHERE].slice(0, 4);
}

function spot({ result, x, y }) {
  return { result, x: within(x, WIDTH) - BAG / 2, y: within(LENGTH - y, LENGTH) - BAG / 2 };
}

function within(place, length) {
  const farthest = GROUND - BAG / 2;
  return Math.min(Math.max(place, -farthest), length + farthest);
}
