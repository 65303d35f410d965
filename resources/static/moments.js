// Moments on air: a four-bagger, a game or match point, the end. Each has a second, and none where motion is unwanted.

import { t } from "./language.js";

const MOMENT_MS = 1_000;
const WORDS = { "four-bagger": t("Four-bagger"), "game-point": t("Game point"), "match-point": t("Match point"), win: t("Game won"), "match-win": t("Match won") };
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {WeakMap<Element, number>} */
const timers = new WeakMap();

/**
 * Show a moment of the game that is on air.
 * @param {HTMLElement} strip
 * @param {any} game
 * @param {{game_id: number, kind: string, team?: 1 | 2}} moment
 */
export function showMoment(strip, game, { game_id: id, kind, team }) {
  const words = strip.querySelector(".moment");
  if (!words || !(kind in WORDS) || game?.game_id !== id || reducedMotion.matches || document.body.dataset.moments === "off") return;
  words.textContent = WORDS[kind];
  words.className = `moment team-${team}`;
  words.hidden = false;
  const side = strip.querySelector(`.side.team-${team}`);
  // Played anew when two follow each other.
  for (const element of [words, side]) element?.animate?.(element === words ? WORDS_FRAMES : SIDE_FRAMES, MOMENT_MS);
  clearTimeout(timers.get(strip));
  timers.set(strip, setTimeout(() => (words.hidden = true), MOMENT_MS));
}

const WORDS_FRAMES = [{ opacity: 0 }, { opacity: 1, offset: 0.15 }, { opacity: 1, offset: 0.85 }, { opacity: 0 }];
const SIDE_FRAMES = [{ filter: "none" }, { filter: "brightness(1.5)", offset: 0.25 }, { filter: "none" }];
