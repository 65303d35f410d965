// Board drawing: the bags of a round, where web/pages/render/board_drawing.py draws them for the first paint.

const MARGIN = 7;
const WIDTH = 24;
const LENGTH = 48;
const BAG = 6;
const HOLE = { x: 12, y: 9 };
// Bags in the hole are drawn side by side, so that they can be counted: up to four in two columns, more in three.
const HOLE_GRIDS = { 1: { size: 3.6, pitch: 0 }, 2: { size: 3, pitch: 3.2 }, 3: { size: 2.3, pitch: 2.4 } };
const NOT_PLACED = { result: "none", x: 0, y: 0, size: BAG };

/**
 * Draw a round's bags, if any has a position.
 * @param {HTMLElement | null} section
 * @param {object[]} bags
 */
export function drawBoard(section, bags) {
  if (!section) return;
  const isDrawn = bags.some((bag) => "x" in bag);
  if (section.hidden === isDrawn) section.hidden = !isDrawn;
  if (isDrawn) drawBags(section, bags);
}

/** Put the bags of a round where they lie; one without a position is not drawn. */
export function drawBags(section, bags) {
  for (const team of [1, 2]) {
    const slots = boardSlots(bags, team);
    section.querySelectorAll(`.placed.team-${team}`).forEach((bag, n) => placeBag(bag, slots[n]));
  }
}

function placeBag(bag, { result, x, y, size }) {
  for (const [name, value] of Object.entries({ "data-result": result, x, y, width: size, height: size })) {
    if (bag.getAttribute(name) !== String(value)) bag.setAttribute(name, value);
  }
}

/** Return a team's four bags of the round: the upper left corner and the size of each in the drawing, in inches. */
export function boardSlots(bags, team) {
  const inHole = bags.filter(({ result }) => result === "hole").sort((one, other) => one.team - other.team);
  const isDrawn = bags.some((bag) => "x" in bag);
  const slotOf = (bag) => {
    if (bag.result === "hole" && isDrawn) return holeSlot(inHole.indexOf(bag), inHole.length);
    return "x" in bag ? boardSlot(bag) : NOT_PLACED;
  };
  const slots = bags.filter((bag) => bag.team === team).map(slotOf);
  return [...slots, NOT_PLACED, NOT_PLACED, NOT_PLACED, NOT_PLACED].slice(0, 4);
}

function boardSlot({ result, x, y }) {
  return { result, x: clamp(x, WIDTH) - BAG / 2, y: clamp(LENGTH - y, LENGTH) - BAG / 2, size: BAG };
}

function holeSlot(index, count) {
  const columns = count === 1 ? 1 : count <= 4 ? 2 : 3;
  const { size, pitch } = HOLE_GRIDS[columns];
  const [column, row] = [index % columns, Math.floor(index / columns)];
  const center = (place, places) => (place - (places - 1) / 2) * pitch - size / 2;
  return { result: "hole", x: HOLE.x + center(column, columns), y: HOLE.y + center(row, Math.ceil(count / columns)), size };
}

function clamp(value, length) {
  const farthest = MARGIN - BAG / 2;
  return Math.min(Math.max(value, -farthest), length + farthest);
}
