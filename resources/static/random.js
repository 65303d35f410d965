// Names that nobody else has. crypto.randomUUID does not exist on a plain http:// address.

/**
 * @param {number} bytes twice as many hex digits are returned; as many as a UUID has, unless told
 */
export function random(bytes = 16) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
