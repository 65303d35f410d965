// Beginning of a tournament's match by the phone of its court.

import { callApi } from "./device.js";
import { t } from "./language.js";
import { randomId } from "./uuid.js";

/**
 * Start a called match, and go to the page that scores it. A second tap, or another phone's, finds the same game.
 * @param {string} path where it is started
 * @returns {Promise<string>} why it cannot be started; empty if it is
 */
export async function beginMatch(path) {
  try {
    const { ok, data } = await callApi("POST", path, {}, { "Idempotency-Key": randomId() });
    if (!ok) return data.detail;
    location.assign(`/score/${Number(data.game_id)}`);
    return "";
  } catch {
    return t("The kiosk does not answer. Try again.");
  }
}
