// Connection status in words: a score that has not changed may be current or out of date, and a reader must know which.

import { t } from "./language.js";
import { formatTime } from "./times.js";

/**
 * Show a connection status in words, and dim the scores of the page while they may be old (`.stale` in kiosk.css).
 * @param {HTMLElement} element
 * @param {import("./stream.js").Link} link
 * @param {Date} lastHeard when the link was last live
 * @param {string} words
 */
export function showLink(element, link, lastHeard, words = linkWords(link, lastHeard)) {
  document.documentElement.classList.toggle("stale", link === "late" || link === "away");
  if (element.textContent !== words) element.textContent = words;
  if (element.dataset.link !== link) element.dataset.link = link;
}

function linkWords(link, lastHeard) {
  if (link === "") return t("Connecting");
  if (link === "live") return t("Live");
  const since = formatTime(lastHeard, "seconds");
  return link === "late" ? t("Late: nothing new since {since}", { since }) : t("Away since {since}, trying again", { since });
}
