// Round clock: counts down to the horn of the matches that started together, by the kiosk's clock.

import { kioskNow } from "./clock.js";
import { t } from "./language.js";

const SECOND_MS = 1_000;

/** Write what each clock says, as `text/clock_words.py` does; one that stands has no time of its horn. */
export function showRoundClocks(root = document) {
  for (const clock of root.querySelectorAll("[data-horn]")) {
    const leftMs = Number(clock.dataset.horn) - kioskNow();
    const text = [clock.dataset.name, sentence(leftMs)].filter(Boolean).join(": ");
    if (clock.textContent === text) continue;
    clock.textContent = text;
    clock.toggleAttribute("data-up", leftMs <= 0);
  }
}

function sentence(leftMs) {
  const seconds = Math.ceil(leftMs / SECOND_MS);
  if (seconds <= 0) return t("Time is up: finish your round. The leader wins; a tie plays one more.");
  return t("Round: {time} left", { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` });
}

/** Keep the clocks of a page going. */
export function runRoundClocks(root = document) {
  showRoundClocks(root);
  setInterval(showRoundClocks, SECOND_MS, root);
}
