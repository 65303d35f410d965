// One game on the scorer's phone: a press shows at once, as one that is being sent, and stays if the kiosk keeps it.
//
// What is shown is the newest state of the kiosk with the presses on top that it has not answered (presses.js), as
// predict.js predicts them. When one is refused the page falls back to the kiosk's own state by itself, with the sentence.

import { stayAwake } from "./awake.js";
import { ask, key } from "./device.js";
import { predict, rememberThrower } from "./predict.js";
import { t } from "./language.js";
import { linkWords } from "./link.js";
import { MAX_PRESSES, Presses } from "./presses.js";
import { randomId } from "./uuid.js";
import { pressWords, viewModel, waitingWords } from "./score-words.js";
import { Stream } from "./stream.js";
import { debounce } from "./taps.js";
import { timeLeft } from "./words.js";

const SECOND_MS = 1_000;
const ASK_EVERY_MS = 20_000;
// A press is answered in milliseconds; before this there is nothing to say about it.
const SAY_AFTER_MS = 600;
const TICK_MS = 15;
const REFUSED_TICK_MS = [40, 60, 40];

const KEYS = { 1: "hole", 2: "board", 3: "off", h: "hole", b: "board", o: "off", f: "foul" };
// Digits by their place: French keyboards give them only with Shift, a number pad only with NumLock.
const PLACES = { Digit1: 1, Digit2: 2, Digit3: 3, Numpad1: 1, Numpad2: 2, Numpad3: 3 };
const ACTIONS = { Backspace: "undo", u: "undo", z: "undo", y: "redo", t: "swap", r: "change" };

const first = JSON.parse(document.getElementById("state").textContent);
const api = `/api/games/${first.game_id}`;
const EMPTY = { in1: 0, on1: 0, in2: 0, on2: 0 };

function scoring() {
  let stream;
  let presses;
  let kept = first;
  let ends = rememberThrower({}, first);
  return {
    ...viewModel(first),
    paired: key() !== null,
    unpaired: "",
    switched: false,
    wholeRound: false,
    ...EMPTY,
    quiet: true,
    waiting: 0,
    away: false,
    stopped: "",
    unsure: false,
    review: [],
    message: "",
    link: "",
    linkWords: t("Connecting"),
    busy: false,
    nextKey: "",

    init() {
      presses = new Presses(first.game_id, {
        onSaved: (state) => stream.received(state),
        onRefused: (sentence) => this.refused(sentence),
        onChanged: () => this.draw(),
      });
      stream = new Stream(`/game/${first.game_id}/events`, first, (state) => this.show(state), (link, heard) => this.tell(link, heard));
      stream.follow();
      debounce(() => this.ignored());
      addEventListener("online", () => presses.retryNow());
      document.addEventListener("visibilitychange", () => this.onVisibilityChange());
      // A phone that may not write asks no more until it is looked at again: wrong keys are counted.
      setInterval(() => this.paired && this.introduce(), ASK_EVERY_MS);
      setInterval(() => (this.timeLeft = timeLeft(kept)), SECOND_MS);
      this.draw();
      presses.send();
      this.onVisibilityChange();
    },

    get team() {
      return this.switched ? 3 - this.due : this.due;
    },

    get early() {
      return this.switched ? t("out of turn") : "";
    },

    /** Whether a press would go anywhere. */
    get blocked() {
      return this.unsure || this.stopped !== "" || this.busy;
    },

    get still() {
      return this.blocked || !(this.waiting || this.canUndo);
    },

    get waitingWords() {
      if (this.stopped || !this.waiting) return "";
      return this.away || !this.quiet ? waitingWords(this.waiting, this.onlyBags, this.away) : "";
    },

    get hint() {
      return this.thrown ? t("Bags of this round are thrown already. Go on bag by bag.") : t("The rest are off.");
    },

    get gainWords() {
      const counts = this.counts();
      const predicted = predict({ ...kept, bags: [] }, { path: "/rounds", body: counts });
      return predicted ? predicted.rounds.at(-1).score.join("–") : "";
    },

    show(state) {
      kept = state;
      ends = rememberThrower(ends, state);
      this.switched = false;
      this.draw();
    },

    /** Draw the kiosk's state and, on top, what waits. */
    draw() {
      const stack = [{ ...kept, ends }];
      let unsure = false;
      for (const press of presses.stopped ? [] : presses.waiting) {
        if (kept.log === press.log && kept.seq > press.seq) continue;
        const predicted = press.path === "/undo" && stack.length > 1 ? stack.at(-2) : predict(stack.at(-1), press);
        if (!predicted) {
          unsure = true;
          break;
        }
        if (press.path === "/undo") stack.pop();
        else stack.push(predicted);
      }
      const now = stack.at(-1);
      Object.assign(this, viewModel(now), {
        timeLeft: timeLeft(kept),
        sends1: now.team1.score !== kept.team1.score,
        sends2: now.team2.score !== kept.team2.score,
        waiting: presses.waiting.length,
        onlyBags: presses.waiting.every(({ path }) => path === "/throws"),
        away: presses.away,
        stopped: presses.stopped,
        review: presses.stopped ? presses.waiting.map((press) => ({ name: press.name, words: pressWords(press, first) })) : [],
        unsure,
      });
      if (this.status === "finished") this.wholeRound = false;
      this.beQuiet();
    },

    /** Say that something is being sent only when it takes long enough to be noticed. */
    beQuiet() {
      clearTimeout(this.quietTimer);
      this.quiet = true;
      if (this.waiting) this.quietTimer = setTimeout(() => (this.quiet = false), SAY_AFTER_MS);
    },

    tell(link, heard) {
      this.link = link;
      this.linkWords = linkWords(link, heard);
      if (link === "live") presses.retryNow();
    },

    start() {
      this.press("/start", {});
    },

    bag(result) {
      this.press("/throws", { team: this.team, result });
    },

    undo() {
      if (this.still) return;
      if (presses.takeBack()) return tick(TICK_MS);
      this.press("/undo", {});
    },

    redo() {
      if (this.canRedo && !this.waiting) this.press("/redo", {});
    },

    swap() {
      this.switched = !this.switched;
    },

    change() {
      this.wholeRound = !this.wholeRound;
      Object.assign(this, EMPTY);
    },

    more(field) {
      const [team, place] = [field.at(-1), field.slice(0, 2)];
      const partner = (place === "in" ? "on" : "in") + team;
      if (this[field] < 4) this[field] += 1;
      if (this[field] + this[partner] > 4) this[partner] -= 1;
    },

    less(field) {
      if (this[field] > 0) this[field] -= 1;
    },

    counts() {
      return { team1: { in: this.in1, on: this.on1 }, team2: { in: this.in2, on: this.on2 } };
    },

    saveRound() {
      if (this.thrown) return;
      this.press("/rounds", this.counts());
      Object.assign(this, EMPTY);
    },

    press(path, body) {
      if (this.blocked) return;
      tick(TICK_MS);
      this.message = "";
      this.switched = false;
      if (!presses.add(path, body, kept)) this.message = t("{count} entries wait. Bring this phone near the kiosk's Wi-Fi first.", { count: MAX_PRESSES });
    },

    refused(sentence) {
      tick(REFUSED_TICK_MS);
      this.message = sentence;
      // What was refused was perhaps pressed on an old view: a new stream begins with the newest state.
      stream.open();
    },

    /** Say that a tap was left out, beside what is said already. */
    ignored() {
      const sentence = t("Two taps at one place within 0.3 seconds count once. Tap again if you meant two.");
      if (!this.message.includes(sentence)) this.message = `${this.message} ${sentence}`.trim();
    },

    async resume() {
      this.busy = true;
      try {
        const { ok, data } = await ask("GET", api);
        if (ok) stream.received(data);
        if (ok) presses.resume(kept);
      } catch {
        this.message = t("The kiosk does not answer. What waits is kept on this phone.");
      }
      this.busy = false;
    },

    drop() {
      presses.drop();
      this.message = t("Dropped. The score is the kiosk's.");
    },

    /** Open the next game of the match and go there. A new game cannot be predicted, so this waits for its answer. */
    async next() {
      if (this.busy) return;
      this.busy = true;
      this.nextKey ||= randomId();
      try {
        const { ok, data } = await ask("POST", `${api}/next`, {}, { "Idempotency-Key": this.nextKey });
        if (ok) return location.assign(`/score/${data.game_id}`);
        this.message = data.detail;
      } catch {
        this.message = t("The kiosk does not answer. Try again.");
      }
      this.busy = false;
    },

    keyed(event) {
      if (event.target.closest("input") || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z" && event.key !== "y")) return;
      const place = event.shiftKey ? "" : PLACES[event.code];
      const [result, action] = [KEYS[event.key] ?? KEYS[place], ACTIONS[event.key]];
      if (!result && !action) return;
      event.preventDefault();
      // A key that is held is one bag.
      if (event.repeat) return;
      if (!this.paired || this.finishedBut(action)) return;
      if (result) this.bag(result);
      else this[action]();
    },

    finishedBut(action) {
      return this.status === "finished" && action !== "undo" && action !== "redo";
    },

    onVisibilityChange() {
      if (document.visibilityState !== "visible") return;
      stayAwake();
      this.introduce();
    },

    /** Ask whether this phone may still write here, so that the scorer learns it now and not with the next bag. */
    async introduce() {
      if (document.visibilityState !== "visible" || key() === null) return;
      try {
        const { status, ok, data } = await ask("GET", "/api/device");
        if (ok) return this.mayWrite(data.court === null || data.court === kept.court ? "" : t("This phone keeps score on {court} only.", { court: data.court }));
        if (status === 401 || status === 403) this.mayWrite(data.detail);
      } catch {
        // Away: the stream says so already.
      }
    },

    mayWrite(hindrance) {
      this.unpaired = hindrance;
      this.paired = hindrance === "";
    },
  };
}

function tick(pattern) {
  navigator.vibrate?.(pattern);
}

document.addEventListener("alpine:init", () => window.Alpine.data("scoring", scoring));
