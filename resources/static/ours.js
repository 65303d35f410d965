// Whether it was the kiosk that answered. A Wi-Fi's log-in page answers in its place, with 200 and a page of its own, and
// was drawn in the place of the games once; goat_kiosk/web/rendering.py puts a mark on whatever it draws.

/** @param {Response | undefined} answer */
export function isOurs(answer) {
  return Boolean(answer?.ok && answer.headers.has("Kiosk-Page"));
}
