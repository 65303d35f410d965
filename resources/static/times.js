// Dates and times as the reader writes them: in their time zone, by the habits of their country.

const LANGUAGE = document.documentElement.lang || "en";
// A language without a country is read as in the United States; a page may be in another language than the browser.
// Chromium under Linux without a locale says "en-US@posix", which dates refuse with an error.
const isLocale = (name) => name.startsWith(`${LANGUAGE}-`) && !name.includes("@");
const LOCALE = (navigator.languages || []).find(isLocale) ?? `${LANGUAGE}-US`;

const DATE = { year: "numeric", month: "short", day: "numeric" };
const TIME = { hour: "numeric", minute: "2-digit" };
const FORMATS = { date: DATE, time: TIME, seconds: { ...TIME, second: "2-digit" }, moment: { ...DATE, ...TIME } };

/**
 * Return a date in words.
 * @param {Date} date
 * @param {"date" | "time" | "seconds" | "moment"} format
 */
export const formatTime = (date, format) => date.toLocaleString(LOCALE, FORMATS[format]);

/** Write the times that the server has drawn, in its own time zone, as the reader does. */
export function formatTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-format]")) time.textContent = formatTime(new Date(time.dateTime), time.dataset.format);
}
