// Says how the line to the kiosk is: a score that stands still is not therefore true.

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

/**
 * @param {HTMLElement} element
 * @param {import("./stream.js").Link} link
 * @param {Date} heard when anything was last heard
 */
export function say(element, link, heard) {
  const since = heard.toLocaleTimeString([], clock);
  const words = { live: "Live", late: `Late: nothing new since ${since}`, away: `Away since ${since}, trying again` }[link];
  if (element.textContent === words) return;
  element.textContent = words;
  element.dataset.link = link;
}
