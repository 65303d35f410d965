// Whose answer a response is. A Wi-Fi's log-in page answers in the kiosk's place, with status 200, at the kiosk's own
// address or at another that it redirects to, and must not be put into a page.

/** The header that goat_kiosk/web/pages/render/templates.py puts on every page and fragment. */
const KIOSK_HEADER = "Kiosk-Page";

/**
 * Return "page" for a page or a fragment of the kiosk, "error" for its error page, and "" for anything else.
 * @param {string} url where the response came from, after redirects; empty if there is none
 * @param {(name: string) => string | null} getHeader
 */
export function kioskAnswer(url, getHeader) {
  const isSameOrigin = url !== "" && new URL(url).origin === location.origin;
  return (isSameOrigin && { 1: "page", error: "error" }[getHeader(KIOSK_HEADER)]) || "";
}

/** @param {XMLHttpRequest} xhr */
export function kioskAnswerOf(xhr) {
  return kioskAnswer(xhr.responseURL, (name) => xhr.getResponseHeader(name));
}
