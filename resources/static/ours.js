// What the kiosk itself has drawn. A Wi-Fi's log-in page answers in its place, with 200 and a page of its own, and was
// once drawn in the place of the games.

/** The header that goat_kiosk/web/pages/rendering.py puts on whatever it draws. */
export const MARK = "Kiosk-Page";

/** @param {Response | undefined} answer */
export function isOurs(answer) {
  return Boolean(answer?.ok && answer.headers.has(MARK));
}

/** Return what the kiosk draws at an address: empty when nothing has changed, null when it is away. */
export async function drawnAt(url) {
  try {
    const answer = await fetch(url);
    return isOurs(answer) ? await answer.text() : null;
  } catch {
    return null;
  }
}
