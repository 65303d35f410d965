// Whose answer a response is. A Wi-Fi's log-in page answers in the kiosk's place, with status 200, at the kiosk's own
// address or at another that it redirects to, and must not be put into a page.

/** The header that goat_kiosk/web/pages/render/templates.py puts on every page and fragment. */
const KIOSK_HEADER = "Kiosk-Page";

/**
 * Return "page" for a page or a fragment of the kiosk, "error" for its error page, and "" for anything else.
 * @param {XMLHttpRequest} xhr
 */
export function kioskAnswer(xhr) {
  const header = xhr.responseURL && new URL(xhr.responseURL).origin === location.origin && xhr.getResponseHeader(KIOSK_HEADER);
  return { 1: "page", error: "error" }[header] ?? "";
}
