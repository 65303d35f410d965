// Next game of a court: once a game is over, the scorer's phone offers the one that was opened there since.

import { isSameCourt } from "./courts.js";
import { kioskAnswer } from "./kiosk-answer.js";

/** Return the path of the scorer's page of another open game on the court: empty if there is none, null if no answer came. */
export async function findNextGame({ game_id, court }) {
  const list = await fetchList();
  if (list === null) return null;
  const games = [...new DOMParser().parseFromString(list, "text/html").querySelectorAll("[data-court]")];
  const next = games.find(({ dataset }) => isSameCourt(dataset.court, court) && Number(dataset.game) !== game_id);
  return next ? `/score/${next.dataset.game}` : "";
}

/** Return the list of open games as HTML, to be read and never shown; null if the kiosk does not answer. */
async function fetchList() {
  try {
    const response = await fetch("/score/games");
    return kioskAnswer(response.url, (name) => response.headers.get(name)) === "page" ? await response.text() : null;
  } catch {
    return null;
  }
}
