// Pixel orbit: everything on a wall moves by a few pixels each minute, so that no edge burns into a screen that shows the
// same board all evening. Nobody sees a step.

const STEP_MS = 60_000;
// Of the screen's smaller side: two pixels of 720, six of 2160.
const RADIUS = 0.0028;
const STEPS = 12;

/** @param {HTMLElement} board */
export function startOrbit(board) {
  let step = 0;
  setInterval(() => {
    const angle = (2 * Math.PI * ++step) / STEPS;
    const radius = RADIUS * Math.min(innerWidth, innerHeight);
    board.style.transform = `translate(${Math.round(radius * Math.cos(angle))}px, ${Math.round(radius * Math.sin(angle))}px)`;
  }, STEP_MS);
}
