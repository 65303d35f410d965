// API client of a scorer's phone: stores the key that pairing gave this phone, and sends it with each request.
//
// The key stays in the browser's storage and is sent in a header only.

import { t } from "./language.js";

const STORAGE_KEY = "scorer-key";
const RESPONSE_TIMEOUT_MS = 8_000;
// The characters a header can carry: a key with any other comes from a link that was copied wrongly.
const VALID_KEY = /^[\x21-\x7e]+$/;

export const scorerKey = () => localStorage.getItem(STORAGE_KEY);

/** Save `key` as this phone's. Return whether it is a valid one. */
export function saveKey(key) {
  if (!VALID_KEY.test(key)) return false;
  localStorage.setItem(STORAGE_KEY, key);
  return true;
}

export function deleteKey() {
  localStorage.removeItem(STORAGE_KEY);
}

/**
 * Send a request and return the response; reject if there is none.
 * @returns {Promise<{status: number, ok: boolean, data: any, wait: number}>} `wait`: seconds of Retry-After
 */
export async function callApi(method, path, body, headers = {}) {
  const savedKey = scorerKey();
  const allHeaders = { ...headers, ...(savedKey && { Authorization: `Bearer ${savedKey}` }), ...(body && { "Content-Type": "application/json" }) };
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  const response = await fetch(path, { method, headers: allHeaders, body: body && JSON.stringify(body), signal });
  const data = response.status === 204 ? null : await response.json();
  return { status: response.status, ok: response.ok, data, wait: Number(response.headers.get("Retry-After")) || 0 };
}

/** Return what this phone is called at the desk until it is given a name. */
export function deviceName() {
  const agent = navigator.userAgent;
  const android = /Android[^;)]*; ([^;)]+?)(?: Build|\)|;)/.exec(agent)?.[1];
  if (android) return android.length > 1 ? android : t("Android phone");
  return ["iPhone", "iPad", "Macintosh", "Windows", "Linux"].find((word) => agent.includes(word)) ?? t("Phone");
}
