// UUID-sized random ids. crypto.randomUUID does not exist on a plain http:// address.

/**
 * Return a random id in hex digits.
 * @param {number} bytes half the number of digits; by default as many as a UUID has
 */
export function randomId(bytes = 16) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
