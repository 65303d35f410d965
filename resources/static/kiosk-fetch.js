// Fetch of HTML fragments from the kiosk only. A Wi-Fi's login page can answer in the kiosk's place, with status 200, and
// must not be inserted into a page.

/** The header that goat_kiosk/web/pages/render/templates.py puts on each page and fragment. */
export const KIOSK_HEADER = "Kiosk-Page";

/** @param {Response | undefined} response */
export function isFromKiosk(response) {
  return Boolean(response?.ok && response.headers.has(KIOSK_HEADER));
}

/** Return the HTML fragment at a URL: empty if nothing has changed, null if the kiosk does not answer. */
export async function fetchFragment(url) {
  try {
    const response = await fetch(url);
    return isFromKiosk(response) ? await response.text() : null;
  } catch {
    return null;
  }
}
