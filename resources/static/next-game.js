// Next game of a court: once a game is over, the scorer's phone offers the one that was opened there since.

import { isSameCourt } from "./courts.js";
import { fetchFragment } from "./kiosk-fetch.js";

/** Return the path of the scorer's page of another open game on the court: empty if there is none, null if no answer came. */
export async function findNextGame({ game_id, court }) {
  const list = await fetchFragment("/score/games");
  if (list === null) return null;
  const games = [...new DOMParser().parseFromString(list, "text/html").querySelectorAll("[data-court]")];
  const next = games.find(({ dataset }) => isSameCourt(dataset.court, court) && Number(dataset.game) !== game_id);
  return next ? `/score/${next.dataset.game}` : "";
}
