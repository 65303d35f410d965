// Reachability test, the phone's side: do live updates arrive, and how fast are responses? The result is sent to the desk.

import { t } from "./language.js";

const TIMEOUT_MS = 10_000;
const PROBES = 5;

const byId = (id) => document.getElementById(id);

function showResult(id, good, sentence) {
  byId(id).className = good ? "good" : "warn";
  byId(id).dataset.sign = good ? "✓" : "!";
  byId(id).textContent = sentence;
}

/** Return whether a stream opens. Close it again at once: the kiosk has a limited number of streams. */
function canOpenStream() {
  return new Promise((resolve) => {
    const source = new EventSource("/venue/events");
    const end = (ok) => {
      clearTimeout(timer);
      source.close();
      resolve(ok);
    };
    const timer = setTimeout(() => end(false), TIMEOUT_MS);
    source.addEventListener("open", () => end(true));
    source.addEventListener("error", () => end(false));
  });
}

async function sendReport(result) {
  const body = JSON.stringify(result);
  const headers = { "Content-Type": "application/json" };
  await fetch("/test", { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
}

/** Return the median of a few round trips, in milliseconds: the first may include waking the radio. */
async function medianRoundTripMs(stream) {
  const times = [];
  for (let n = 0; n < PROBES; n++) {
    const start = performance.now();
    await sendReport({ stream });
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[PROBES >> 1];
}

/** That this script runs at all shows that the browser is not too old; then the live updates decide, and the layout. */
function showWall(stream) {
  const canBeWall = stream && CSS.supports("display", "grid") && CSS.supports("color", "var(--ink)");
  const sentence = canBeWall ? t("This device can be a wall: it shows live scores.") : t("This device cannot be a wall: it does not show live scores.");
  showResult("wall", canBeWall, sentence);
}

async function runTest() {
  const stream = await canOpenStream();
  showWall(stream);
  showResult("stream", stream, stream ? t("Live news arrive.") : t("Live news do not arrive: something between here and the kiosk holds them back."));
  try {
    const ms = Math.max(1, Math.round(await medianRoundTripMs(stream)));
    await sendReport({ stream, ms });
    showResult("speed", true, t("An answer takes {ms} ms.", { ms }));
  } catch {
    showResult("speed", false, t("The kiosk does not answer any more. Stay near its Wi-Fi and load this page again."));
  }
}

runTest();
