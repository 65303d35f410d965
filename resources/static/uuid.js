// Random ids, as long as a UUID. crypto.randomUUID does not exist on a plain http:// address.

/**
 * @param {number} bytes twice as many hex digits are returned; by default as many as a UUID has
 */
export function randomId(bytes = 16) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
