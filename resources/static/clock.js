// Kiosk clock, as last read from a response: the clock of a wall display is often wrong by years.

let kiosk = Number(document.body.dataset.now) || Date.now();
let here = performance.now();

/** The time at the kiosk, in milliseconds since 1970. */
export const kioskNow = () => kiosk + performance.now() - here;

/** Set the clock by an answer of the kiosk: what a device sleeps through its own counter may leave out. */
export function setKioskTime(answer) {
  const date = Date.parse(answer.headers.get("Date") ?? "");
  if (Number.isNaN(date)) return;
  kiosk = date;
  here = performance.now();
}
