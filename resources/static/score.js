// One game on the scorer's phone. What is shown is what the kiosk has kept: a press changes the page only when its answer,
// or the stream, brings the new state. A press without an answer is sent again under the same Idempotency-Key, so that a
// bag whose answer was lost is not counted twice.

import { t } from "./language.js";
import { Stream } from "./stream.js";
import { shown } from "./words.js";

const ANSWER_WITHIN_MS = 8_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;

const first = JSON.parse(document.getElementById("state").textContent);
const api = `/api/games/${first.game_id}`;
const key = localStorage.getItem("scorer-key");

function scoring() {
  let line;
  return {
    ...drawn(first),
    paired: key !== null,
    switched: false,
    waiting: false,
    message: "",
    link: "",
    linkWords: t("Connecting"),

    init() {
      line = new Stream(`/game/${first.game_id}/events`, first, (state) => this.show(state), (link) => this.tell(link));
      line.follow();
    },

    get team() {
      return this.switched ? 3 - this.due : this.due;
    },

    get early() {
      return this.switched ? t("out of turn") : "";
    },

    show(state) {
      Object.assign(this, drawn(state), { switched: false });
    },

    tell(link) {
      this.link = link;
      this.linkWords = { live: t("Live"), late: t("Late"), away: t("Away, trying again") }[link];
    },

    start() {
      return this.send("/start", {});
    },

    bag(result) {
      return this.send("/throws", { team: this.team, result });
    },

    undo() {
      return this.send("/undo", {});
    },

    swap() {
      this.switched = !this.switched;
    },

    async send(path, body) {
      if (this.waiting) return;
      navigator.vibrate?.(20);
      this.waiting = true;
      this.message = "";
      const { log, seq } = line.shown;
      const { ok, told } = await delivered(api + path, request(body, `${log}-${seq}`), (words) => (this.message = words));
      this.waiting = false;
      if (ok) line.received(told);
      this.message = ok ? "" : told.detail;
      // What was refused was perhaps pressed on an old view: a new stream begins with the newest state.
      if (!ok) line.open();
    },
  };
}

/** What the page shows of a state; before the first bag nobody is due, and who throws first stands in. */
function drawn(state) {
  const { headline, ending, ...rest } = shown(state);
  return { ...rest, headline: headline || rest.statusWords, aside: ending || t("Round {round}", { round: rest.round }), due: rest.turn || state.first_throw };
}

function request(body, seen) {
  const headers = {
    Authorization: `Bearer ${key}`,
    "Content-Type": "application/json",
    "Idempotency-Key": random(),
    "If-Match": `"${seen}"`,
  };
  return { method: "POST", headers, body: JSON.stringify(body) };
}

/** A key that nobody else has; crypto.randomUUID does not exist on a plain http:// address. */
function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send until the kiosk has answered; 5xx says that it could not say yes or no. */
async function delivered(url, press, say) {
  for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
    try {
      const answer = await fetch(url, { ...press, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      const told = await answer.json();
      if (answer.status < 500) return { ok: answer.ok, told };
      say(`${told.detail} ${t("Not sent yet, trying again")}`);
    } catch {
      say(t("Not sent yet, trying again"));
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

document.addEventListener("alpine:init", () => window.Alpine.data("scoring", scoring));
