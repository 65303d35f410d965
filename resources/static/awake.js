// The screen stays on while the page is looked at. Only a page of a secure address may ask for that (see docs/tls.md);
// on others the screen sleeps when it is set to.

export async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // A low battery refuses: then the screen sleeps, and what was pressed is kept all the same.
  }
}
