// Debouncing of taps: a second tap at the same place, right after the first, is a finger that bounced, and counts once.
//
// The rule is that of the window (gui/taps.py), by the events' own times: 300 ms on one button; a button that has just
// come up under the finger, be it on the next page, does not act on a double click. Counters, marked `data-taps`, take
// every tap. A click that comes from a key or a screen reader (its `detail` is 0) is none of this; a key that is held
// presses a button once.

const BOUNCE_MS = 300;
const DOUBLE_CLICK_MS = 500;
const NEAR_PX = 24;
const LAST = "last-tap";

/** Have each tap and each held key count once; `ignored` is called for a tap that is left out. */
export function debounce(ignored) {
  let last = kept();
  let control = null;
  addEventListener("click", (event) => {
    const tapped = event.target.closest("button, a");
    if (!tapped || event.detail === 0 || tapped.dataset.taps === "quick") return;
    const tap = { x: event.clientX, y: event.clientY, at: performance.timeOrigin + event.timeStamp };
    const same = tapped === control;
    const near = same || Math.hypot(tap.x - last.x, tap.y - last.y) <= NEAR_PX;
    if (near && Math.abs(tap.at - last.at) < (same ? BOUNCE_MS : DOUBLE_CLICK_MS)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return ignored();
    }
    [last, control] = [tap, tapped];
    keep(tap);
  }, true);
  addEventListener("keydown", (event) => {
    if (event.repeat && (event.key === "Enter" || event.key === " ") && event.target.closest("button, a")) event.preventDefault();
  }, true);
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(LAST)) ?? { at: 0 };
  } catch {
    return { at: 0 };
  }
}

function keep(tap) {
  try {
    sessionStorage.setItem(LAST, JSON.stringify(tap));
  } catch {
    // A browser that keeps nothing: the next page takes the first tap as it comes.
  }
}
