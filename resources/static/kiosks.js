// Offline kiosks of the venue: while a game's kiosk is offline, its score does not change even though the connection to
// this kiosk is live, so every screen says so.

import { t } from "./language.js";
import { formatTime } from "./times.js";

/** @type {Map<string, string>} by log: a sentence that says since when the kiosk is offline; "" while it is online */
const offlineNotices = new Map();

/** Handle a stream's event. Return whether it was about a kiosk. */
export function onKioskEvent(name, data) {
  if (name !== "kiosk") return false;
  const status = JSON.parse(data);
  setOfflineNotice(status, noticeFor(status));
  return true;
}

/** Store the notice for the kiosk that owns a log; a page starts with the one that the server rendered. */
export function setOfflineNotice({ log = "" }, notice) {
  offlineNotices.set(log, notice);
}

/**
 * Return since when the kiosk that owns a game has been offline, as a sentence; empty while it is online.
 * @param {import("./event-stream.js").State} state
 */
export function offlineNotice({ log = "" }) {
  return offlineNotices.get(log) ?? "";
}

function noticeFor({ kiosk, away_since: since }) {
  if (!since) return "";
  const time = new Date(since);
  if (time.getTime() === 0) return t("Kiosk {kiosk} is away.", { kiosk });
  return t("Kiosk {kiosk} has been away since {since}.", { kiosk, since: formatTime(time, "time") });
}

/**
 * Return handlers of a stream. While the kiosk that owns what a page shows is offline, nothing there is live, even if the
 * link is: `onLink` gets "late" and a sentence.
 * @param {() => string} currentLog returns the log of what the page shows
 * @param {(link: string, lastHeard: Date, words?: string) => void} onLink
 * @param {(name: string, data: string) => void} onEvent
 */
export function watchOwner(currentLog, onLink, onEvent) {
  let status = ["", new Date()];
  const showStatus = () => {
    const [link, lastHeard] = status;
    const notice = link === "live" ? offlineNotice({ log: currentLog() }) : "";
    if (notice) onLink("late", lastHeard, notice);
    else onLink(link, lastHeard);
  };
  return {
    showStatus,
    onLink(...newest) {
      status = newest;
      showStatus();
    },
    onEvent(name, data) {
      if (onKioskEvent(name, data)) showStatus();
      else onEvent(name, data);
    },
  };
}
