// Connection status in words: a score that has not changed may be current or out of date, and a reader must know which.

import { t } from "./language.js";

const TIME_FORMAT = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

/**
 * Return a connection status as a sentence.
 * @param {import("./stream.js").Link} link
 * @param {Date} lastHeard when the last event arrived
 */
export function linkWords(link, lastHeard) {
  const since = lastHeard.toLocaleTimeString([], TIME_FORMAT);
  return {
    live: t("Live"),
    late: t("Late: nothing new since {since}", { since }),
    away: t("Away since {since}, trying again", { since }),
  }[link];
}

/**
 * Show a connection status in an element.
 * @param {HTMLElement} element
 * @param {import("./stream.js").Link} link
 * @param {Date} lastHeard
 */
export function showLink(element, link, lastHeard) {
  const words = linkWords(link, lastHeard);
  if (element.textContent === words) return;
  element.textContent = words;
  element.dataset.link = link;
}
