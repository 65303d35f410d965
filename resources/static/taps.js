// Debouncing of taps, by the window's rule (gui/settings/taps.py): a finger that bounces counts once.

const BOUNCE_MS = 300;
// A button that has just appeared under the finger, even on the next page, ignores the rest of a double click.
const DOUBLE_CLICK_MS = 500;
const NEAR_PX = 24;

/** Count each tap once, and each key that is held down once. Call `onIgnored` for each tap that is not counted. */
export function debounce(onIgnored) {
  let lastTap = JSON.parse(sessionStorage.getItem("last-tap")) ?? { at: 0 };
  let lastButton;
  addEventListener("click", (event) => {
    const pressed = event.target.closest("button, a");
    // A click without a `detail` comes from a key or a screen reader.
    if (!pressed || !event.detail || pressed.dataset.taps === "quick") return;
    const tap = { x: event.clientX, y: event.clientY, at: performance.timeOrigin + event.timeStamp };
    const sameButton = pressed === lastButton;
    const isNear = sameButton || Math.hypot(tap.x - lastTap.x, tap.y - lastTap.y) <= NEAR_PX;
    if (isNear && Math.abs(tap.at - lastTap.at) < (sameButton ? BOUNCE_MS : DOUBLE_CLICK_MS)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return onIgnored();
    }
    [lastTap, lastButton] = [tap, pressed];
    sessionStorage.setItem("last-tap", JSON.stringify(tap));
  }, true);
  addEventListener("keydown", (event) => {
    if (event.repeat && ["Enter", " "].includes(event.key) && event.target.closest("button, a")) event.preventDefault();
  }, true);
}
