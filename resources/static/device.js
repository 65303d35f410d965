// This phone as the kiosk knows it: the key that pairing gave it, and the one way to ask with that key.
//
// The key stays in the browser's storage and travels in a header only.

import { t } from "./language.js";

const SLOT = "scorer-key";
const ANSWER_WITHIN_MS = 8_000;
// What a header can carry: a key with anything else is a link copied wrongly.
const SENDABLE = /^[\x21-\x7e]+$/;

export const key = () => localStorage.getItem(SLOT);

/** Keep `given` as this phone's key; says whether it can be one. */
export function keep(given) {
  if (!SENDABLE.test(given)) return false;
  localStorage.setItem(SLOT, given);
  return true;
}

export function forget() {
  localStorage.removeItem(SLOT);
}

/**
 * Send a command and return the answer; rejects when there is none.
 * @returns {Promise<{status: number, ok: boolean, data: any, wait: number}>} `wait`: seconds the kiosk asks to be left alone
 */
export async function ask(method, path, body, headers = {}) {
  const own = key();
  const sent = { ...headers, ...(own && { Authorization: `Bearer ${own}` }), ...(body && { "Content-Type": "application/json" }) };
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(path, { method, headers: sent, body: body && JSON.stringify(body), signal });
  const data = answer.status === 204 ? null : await answer.json();
  return { status: answer.status, ok: answer.ok, data, wait: Number(answer.headers.get("Retry-After")) || 0 };
}

/** What this phone is called at the desk until somebody names it. */
export function model() {
  const agent = navigator.userAgent;
  const android = /Android[^;)]*; ([^;)]+?)(?: Build|\)|;)/.exec(agent)?.[1];
  if (android) return android.length > 1 ? android : t("Android phone");
  return ["iPhone", "iPad", "Macintosh", "Windows", "Linux"].find((word) => agent.includes(word)) ?? t("Phone");
}
