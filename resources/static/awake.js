// Screen wake lock: keeps the screen on while the page is visible. Browsers allow it only on secure pages (docs/tls.md);
// elsewhere the screen sleeps when it is set to.

export async function keepScreenOn() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // A low battery refuses the lock: the screen sleeps, and presses are still stored.
  }
}
