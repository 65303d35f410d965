// Kiosk clock, read from the kiosk's responses: a wall display's own clock is often wrong by years.

let kioskMs = Number(document.body.dataset.now) || Date.now();
let readAt = performance.now();

/** Return the time at the kiosk, in milliseconds since 1970. */
export const kioskNow = () => kioskMs + performance.now() - readAt;

/** Set the clock from a response's Date header: performance.now() may stand still while a device sleeps. */
export function setKioskTime(response) {
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(date)) setKioskNow(date);
}

/** Set the clock to what the kiosk has just said, in milliseconds since 1970. */
export function setKioskNow(ms) {
  kioskMs = ms;
  readAt = performance.now();
}
