// Connection status in words: a score that does not change may be out of date.

import { t } from "./language.js";

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

/**
 * @param {import("./stream.js").Link} link
 * @param {Date} heard when anything was last heard
 */
export function linkWords(link, heard) {
  const since = heard.toLocaleTimeString([], clock);
  return {
    live: t("Live"),
    late: t("Late: nothing new since {since}", { since }),
    away: t("Away since {since}, trying again", { since }),
  }[link];
}

/**
 * @param {HTMLElement} element
 * @param {import("./stream.js").Link} link
 * @param {Date} heard
 */
export function say(element, link, heard) {
  const words = linkWords(link, heard);
  if (element.textContent === words) return;
  element.textContent = words;
  element.dataset.link = link;
}
