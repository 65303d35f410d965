// Debouncing of taps, by the rule of the window (gui/settings/taps.py): a finger that bounces counts once.

const BOUNCE_MS = 300;
// A button that has just come up under the finger, be it on the next page, does not act on a double click.
const DOUBLE_CLICK_MS = 500;
const NEAR_PX = 24;

/** Have each tap count once, and each held key press a button once; `ignored` is called for a tap that is left out. */
export function debounce(ignored) {
  let last = JSON.parse(sessionStorage.getItem("last-tap")) ?? { at: 0 };
  let control;
  addEventListener("click", (event) => {
    const tapped = event.target.closest("button, a");
    // A click without a `detail` comes from a key or a screen reader.
    if (!tapped || !event.detail || tapped.dataset.taps === "quick") return;
    const tap = { x: event.clientX, y: event.clientY, at: performance.timeOrigin + event.timeStamp };
    const same = tapped === control;
    const near = same || Math.hypot(tap.x - last.x, tap.y - last.y) <= NEAR_PX;
    if (near && Math.abs(tap.at - last.at) < (same ? BOUNCE_MS : DOUBLE_CLICK_MS)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return ignored();
    }
    [last, control] = [tap, tapped];
    sessionStorage.setItem("last-tap", JSON.stringify(tap));
  }, true);
  addEventListener("keydown", (event) => {
    if (event.repeat && ["Enter", " "].includes(event.key) && event.target.closest("button, a")) event.preventDefault();
  }, true);
}
