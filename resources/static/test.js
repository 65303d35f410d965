// The phone's side of the test: do live news arrive, how fast do answers come? What is found is told to the desk.

import { t } from "./language.js";

const PATIENCE_MS = 10_000;
const ROUNDS = 5;

const at = (id) => document.getElementById(id);

function say(id, good, sentence) {
  at(id).className = good ? "good" : "warn";
  at(id).dataset.sign = good ? "✓" : "!";
  at(id).textContent = sentence;
}

/** Whether a stream opens; it is closed again at once, for its place belongs to somebody who looks at the score. */
function streams() {
  return new Promise((tell) => {
    const source = new EventSource("/venue/events");
    const end = (well) => {
      clearTimeout(timer);
      source.close();
      tell(well);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MS);
    source.addEventListener("open", () => end(true));
    source.addEventListener("error", () => end(false));
  });
}

async function tell(finding) {
  const body = JSON.stringify(finding);
  const headers = { "Content-Type": "application/json" };
  await fetch("/test", { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
}

/** The middle one of a few round trips, in milliseconds: the first may have woken the radio. */
async function speed(stream) {
  const times = [];
  for (let n = 0; n < ROUNDS; n++) {
    const begun = performance.now();
    await tell({ stream });
    times.push(performance.now() - begun);
  }
  return times.sort((one, other) => one - other)[ROUNDS >> 1];
}

async function run() {
  const stream = await streams();
  say("stream", stream, stream ? t("Live news arrive.") : t("Live news do not arrive: something between here and the kiosk holds them back."));
  try {
    const ms = Math.max(1, Math.round(await speed(stream)));
    await tell({ stream, ms });
    say("speed", true, t("An answer takes {ms} ms.", { ms }));
  } catch {
    say("speed", false, t("The kiosk does not answer any more. Stay near its Wi-Fi and load this page again."));
  }
}

run();
