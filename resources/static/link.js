// Says on the pages that htmx keeps up to date (venue, lobby) whether the kiosk still answers: a score that stands still
// is not therefore true. Asking is htmx's business; this only reads the outcome.

import { t } from "./language.js";

const link = document.querySelector(".link");

function tell(live) {
  const words = live ? t("Live") : t("Away, trying again");
  if (link.textContent === words) return;
  link.textContent = words;
  link.dataset.link = live ? "live" : "away";
}

// A refused join is an answer too: only silence (status 0) and a failing kiosk are not.
document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => tell(xhr.status > 0 && xhr.status < 500));
document.addEventListener("htmx:sseOpen", () => tell(true));
document.addEventListener("htmx:sseError", () => tell(false));
