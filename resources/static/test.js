// Reachability test, the phone's side: do live updates arrive, and how fast are responses? The result is sent to the desk.

import { t } from "./language.js";

const TIMEOUT_MS = 10_000;
const ROUNDS = 5;

const at = (id) => document.getElementById(id);

function say(id, good, sentence) {
  at(id).className = good ? "good" : "warn";
  at(id).dataset.sign = good ? "✓" : "!";
  at(id).textContent = sentence;
}

/** Whether a stream opens; it is closed again at once, for its place belongs to somebody who looks at the score. */
function streams() {
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

async function report(finding) {
  const body = JSON.stringify(finding);
  const headers = { "Content-Type": "application/json" };
  await fetch("/test", { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
}

/** The middle one of a few round trips, in milliseconds: the first may have woken the radio. */
async function speed(stream) {
  const times = [];
  for (let n = 0; n < ROUNDS; n++) {
    const begun = performance.now();
    await report({ stream });
    times.push(performance.now() - begun);
  }
  return times.sort((one, other) => one - other)[ROUNDS >> 1];
}

async function run() {
  const stream = await streams();
  say("stream", stream, stream ? t("Live news arrive.") : t("Live news do not arrive: something between here and the kiosk holds them back."));
  try {
    const ms = Math.max(1, Math.round(await speed(stream)));
    await report({ stream, ms });
    say("speed", true, t("An answer takes {ms} ms.", { ms }));
  } catch {
    say("speed", false, t("The kiosk does not answer any more. Stay near its Wi-Fi and load this page again."));
  }
}

run();
