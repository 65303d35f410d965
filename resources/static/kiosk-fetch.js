// Fetch of HTML from the kiosk only: a Wi-Fi's log-in page answers in its place, with 200 and a page of its own, and was
// once inserted where the games belong.

/** The header that goat_kiosk/web/pages/render/templates.py puts on each page and fragment. */
export const KIOSK_HEADER = "Kiosk-Page";

/** @param {Response | undefined} answer */
export function isFromKiosk(answer) {
  return Boolean(answer?.ok && answer.headers.has(KIOSK_HEADER));
}

/** Return the HTML fragment at an address: empty when nothing has changed, null when the kiosk does not answer. */
export async function fetchFragment(url) {
  try {
    const answer = await fetch(url);
    return isFromKiosk(answer) ? await answer.text() : null;
  } catch {
    return null;
  }
}
