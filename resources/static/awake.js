// Screen wake lock: keeps the screen on while the page is visible. Browsers allow it only on secure pages (docs/tls.md);
// elsewhere the screen sleeps when it is set to.

export async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // A low battery refuses: then the screen sleeps, and what was pressed is kept all the same.
  }
}
