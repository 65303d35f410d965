// Next game of a court: once a game is over, the scorer's phone offers the one that was opened there since.

import { callApi } from "./device.js";

/**
 * Return the path of the scorer's page of the court's open game: empty if there is none, null if no answer came. The match
 * that a tournament plays there next goes to next-match.js.
 */
export async function findNextGame(game) {
  try {
    const { ok, data } = await callApi("GET", `/api/games/${game}/court`);
    if (!ok) return null;
    const isOpen = data.game_id !== null && data.game_id !== game;
    document.dispatchEvent(new CustomEvent("court-match", { detail: isOpen ? null : data.match }));
    return isOpen ? `/score/${Number(data.game_id)}` : "";
  } catch {
    // No network, or a Wi-Fi's log-in page that answers in the kiosk's place.
    return null;
  }
}
