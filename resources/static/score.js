// Scoring page of one game on the scorer's phone: a press shows at once, marked as being sent, and stays if accepted.
//
// Invariant: the page shows the kiosk's newest state (`confirmedState`) plus the predicted effect (predict.js) of each press
// that waits (presses.js), computed anew on every change. So a refused press disappears by itself, with its message.

import Alpine from "@alpinejs/csp";

import { changeWords, newsWords } from "./announcements.js";
import { keepScreenOn } from "./awake.js";
import { assignChanges } from "./changes.js";
import { reloadColors } from "./colors.js";
import { isSameCourt } from "./courts.js";
import { callApi, scorerKey } from "./device.js";
import { t } from "./language.js";
import { loadLineups } from "./lineup-loader.js";
import { showLink } from "./link.js";
import { findNextGame } from "./next-game.js";
import { predict, predictAll, rememberThrower } from "./predict.js";
import { MAX_PRESSES, Presses } from "./presses.js";
import { pressWords, scorerViewModel, waitingWords } from "./score-words.js";
import { Stream } from "./stream.js";
import { debounce } from "./taps.js";
import { randomId } from "./uuid.js";
import { teamName, timeLeft } from "./words.js";

const SECOND_MS = 1_000;
const CHECK_INTERVAL_MS = 20_000;
const NEXT_GAME_INTERVAL_MS = 5_000;
// A press is answered in milliseconds. Sooner than this, it is not marked as being sent: that would only flicker.
const MARK_DELAY_MS = 300;
// Sooner than this, the page does not say that presses wait.
const WORDS_DELAY_MS = 600;
const VIBRATION_MS = 15;
const REFUSED_VIBRATION_MS = [40, 60, 40];

const KEYS = { 1: "hole", 2: "board", 3: "off", h: "hole", b: "board", o: "off", f: "foul" };
// Digits by their key's position: French keyboards type them only with Shift, a number pad only with NumLock.
const DIGIT_CODES = { Digit1: 1, Digit2: 2, Digit3: 3, Numpad1: 1, Numpad2: 2, Numpad3: 3 };
const ACTIONS = { Backspace: "undo", u: "undo", z: "undo", y: "redo", t: "switchTeam", r: "toggleRoundEntry", p: "toggleLineups" };

const initialState = JSON.parse(document.getElementById("state").textContent);
const apiUrl = `/api/games/${initialState.game_id}`;
const NO_COUNTS = { in1: 0, on1: 0, in2: 0, on2: 0 };

function scoring() {
  let stream;
  let presses;
  let confirmedState = initialState;
  let shownState = initialState;
  let throwers = rememberThrower({}, initialState);
  let drawnFrom = "";
  // 0: just pressed, 1: marked as being sent, 2: words say that it waits.
  let waitingStage = 0;
  let waitingTimer = 0;
  let timedPress;
  // The stream may deliver a press's state before the response to the press arrives: it must not count twice.
  const isUnconfirmed = ({ log, seq }) => confirmedState.log !== log || confirmedState.seq <= seq;
  const assigned = { ...scorerViewModel(initialState) };
  return {
    ...assigned,
    paired: scorerKey() !== null,
    unpaired: "",
    isSwitched: false,
    enteringRound: false,
    showsLineups: false,
    ...NO_COUNTS,
    waitingWords: "",
    isUndoable: initialState.can_undo === true,
    isRedoable: initialState.can_redo === true,
    stopReason: "",
    unpredictable: false,
    review: [],
    message: "",
    busy: false,
    nextKey: "",
    nextOnCourt: "",
    announcement: "",
    news: "",
    withdrawsHelp: false,
    apiUrl,
    // For the panel: how often the kiosk has said that something else has changed, and who waits to be let in, in words.
    refreshes: 0,
    joinNotice: "",

    init() {
      presses = new Presses(initialState.game_id, {
        onSaved: (state) => stream.receive(state),
        onRefused: (sentence) => this.onRefused(sentence),
        onChanged: () => this.draw(),
      });
      stream = new Stream(`/game/${initialState.game_id}/events`, initialState, (state) => this.show(state), (link, lastHeard) => this.onLink(link, lastHeard), (name) => this.onEvent(name));
      stream.follow();
      debounce(() => this.onIgnoredTap());
      addEventListener("online", () => presses.retryNow());
      document.addEventListener("visibilitychange", () => this.onVisibilityChange());
      // A phone without permission asks again only when the page becomes visible: the kiosk limits wrong keys.
      setInterval(() => this.paired && this.checkPermission(), CHECK_INTERVAL_MS);
      setInterval(() => this.lookForNextGame(), NEXT_GAME_INTERVAL_MS);
      this.$watch("message", (message) => message && (this.announcement = message));
      setInterval(() => assignChanges(this, assigned, { timeLeft: timeLeft(confirmedState) }), SECOND_MS);
      this.draw();
      presses.send();
      this.onVisibilityChange();
      this.lookForNextGame();
    },

    get team() {
      return this.isSwitched ? 3 - this.due : this.due;
    },

    get outOfTurn() {
      return this.isSwitched ? t("out of turn") : "";
    },

    get throwerWords() {
      return [this[`name${this.team}`], this.outOfTurn].filter(Boolean).join(", ");
    },

    /** Whether presses are ignored now. */
    get blocked() {
      return this.unpredictable || this.stopReason !== "" || this.busy;
    },

    get cannotUndo() {
      return this.blocked || !this.isUndoable;
    },

    get cannotRedo() {
      return this.blocked || !this.isRedoable;
    },

    get hint() {
      return this.hasBags ? t("Bags of this round are thrown already. Go on bag by bag.") : t("The rest are off.");
    },

    get helpNotice() {
      return this.asksForHelp ? t("The desk has been asked for help.") : "";
    },

    get scorersNotice() {
      return this.hasOtherScorers ? t("Another device scores this court too.") : "";
    },

    lessLabel(place, team) {
      return t("{place}: one less for {team}", { place, team: this[`name${team}`] });
    },

    moreLabel(place, team) {
      return t("{place}: one more for {team}", { place, team: this[`name${team}`] });
    },

    get nextOnCourtHidden() {
      return this.nextOnCourt === "" || this.hasNextGame;
    },

    get gainWords() {
      const counts = this.counts();
      const predicted = predict({ ...confirmedState, bags: [] }, { path: "/rounds", body: counts });
      return predicted ? predicted.rounds.at(-1).score.join("–") : "";
    },

    show(state) {
      const isOver = state.status === "finished" && confirmedState.status !== "finished";
      if (confirmedState.help && !state.help && !this.withdrawsHelp) this.message = t("Somebody from the desk is on the way.");
      if ([1, 2].some((team) => confirmedState[`team${team}`].color !== state[`team${team}`].color)) reloadColors();
      throwers = rememberThrower(throwers, state, confirmedState);
      confirmedState = state;
      this.isSwitched = false;
      const wasAlone = !this.hasOtherScorers;
      this.draw();
      if (wasAlone && this.hasOtherScorers) this.announcement = `${this.announcement} ${this.scorersNotice}`;
      if (isOver) this.lookForNextGame();
    },

    /** Show the kiosk's state plus the presses that wait. */
    draw() {
      this.timeWaiting();
      const isMarked = presses.offline || waitingStage > 0;
      const unconfirmed = presses.stopReason ? [] : presses.waiting.filter(isUnconfirmed);
      // The kiosk's answer to a press arrives twice, and mostly is what was predicted.
      const source = [confirmedState.log, confirmedState.seq, isMarked, ...unconfirmed.map(({ key }) => key)].join(" ");
      if (source !== drawnFrom) this.drawState(unconfirmed, isMarked);
      drawnFrom = source;
      this.drawWaiting();
    },

    drawState(unconfirmed, isMarked) {
      const before = shownState;
      const { state, isComplete } = predictAll({ ...confirmedState, throwers }, unconfirmed);
      shownState = state;
      const announcement = presses.stopReason ? "" : changeWords(before, state);
      if (announcement) this.announcement = announcement;
      if (announcement) this.news = newsWords(before, state);
      assignChanges(this, assigned, { ...scorerViewModel(state, confirmedState, isMarked), unpredictable: !isComplete });
      if (state.status === "finished") this.enteringRound = false;
    },

    drawWaiting() {
      const { waiting, stopReason, offline } = presses;
      const isSaid = waiting.length > 0 && !stopReason && (offline || waitingStage > 1);
      const onlyBags = waiting.every(({ path }) => path === "/throws");
      assignChanges(this, assigned, {
        waitingWords: isSaid ? waitingWords(waiting.length, onlyBags, offline) : "",
        isUndoable: waiting.length > 0 || shownState.can_undo === true,
        isRedoable: waiting.length === 0 && shownState.can_redo === true,
        stopReason,
      });
      if (stopReason) this.review = waiting.map((press) => ({ name: press.name, words: pressWords(press, confirmedState) }));
    },

    /** Time the oldest press: without an answer the presses are marked after a moment, and after a while words say so. */
    timeWaiting() {
      const [oldest] = presses.waiting;
      if (oldest === timedPress) return;
      timedPress = oldest;
      clearTimeout(waitingTimer);
      if (!oldest) waitingStage = 0;
      else waitingTimer = setTimeout(() => this.onWaiting(), waitingStage ? WORDS_DELAY_MS : MARK_DELAY_MS);
    },

    onWaiting() {
      if (waitingStage === 0) waitingTimer = setTimeout(() => this.onWaiting(), WORDS_DELAY_MS - MARK_DELAY_MS);
      waitingStage = Math.min(2, waitingStage + 1);
      this.draw();
    },

    onLink(link, lastHeard) {
      showLink(document.querySelector(".link"), link, lastHeard);
      if (link !== "live") return;
      presses.retryNow();
      this.refreshes += 1;
    },

    onEvent(name) {
      if (name === "refresh") this.refreshes += 1;
    },

    start() {
      this.press("/start", {});
    },

    bag(result) {
      this.press("/throws", { team: this.team, result });
    },

    undo() {
      if (this.cannotUndo) return;
      if (presses.withdrawLast()) return vibrate(VIBRATION_MS);
      this.press("/undo", {});
    },

    redo() {
      if (this.isRedoable) this.press("/redo", {});
    },

    /** Continue a game that was set aside, on its last court. */
    continueGame() {
      this.press("/court", { court: this.court });
    },

    /** Ask the desk for help, or withdraw that. */
    toggleHelp() {
      this.withdrawsHelp = this.asksForHelp;
      this.press("/help", {}, this.asksForHelp ? "DELETE" : "POST");
    },

    /** Offer the court's next game once this one is over. */
    async lookForNextGame() {
      if (this.status !== "finished" || document.visibilityState !== "visible") return;
      this.nextOnCourt = (await findNextGame(initialState.game_id)) ?? this.nextOnCourt;
    },

    switchTeam() {
      this.isSwitched = !this.isSwitched;
    },

    toggleRoundEntry() {
      this.enteringRound = !this.enteringRound;
      this.showsLineups = false;
      Object.assign(this, NO_COUNTS);
    },

    toggleLineups() {
      this.showsLineups = !this.showsLineups;
      this.enteringRound = false;
    },

    increase(field) {
      const [team, result] = [field.at(-1), field.slice(0, 2)];
      const otherField = (result === "in" ? "on" : "in") + team;
      if (this[field] < 4) this[field] += 1;
      if (this[field] + this[otherField] > 4) this[otherField] -= 1;
    },

    decrease(field) {
      if (this[field] > 0) this[field] -= 1;
    },

    counts() {
      return { team1: { in: this.in1, on: this.on1 }, team2: { in: this.in2, on: this.on2 } };
    },

    saveRound() {
      if (this.hasBags) return;
      this.press("/rounds", this.counts());
      Object.assign(this, NO_COUNTS);
    },

    press(path, body, method) {
      if (this.blocked) return;
      vibrate(VIBRATION_MS);
      this.message = this.news = "";
      this.isSwitched = false;
      if (!presses.add(path, body, confirmedState, method)) this.message = t("{count} entries wait. Bring this phone near the kiosk's Wi-Fi first.", { count: MAX_PRESSES });
    },

    onRefused(sentence) {
      vibrate(REFUSED_VIBRATION_MS);
      this.message = sentence;
      // The press may have been made on an old state; a new stream begins with the newest one.
      stream.open();
    },

    /** Say that a tap was not counted, after any other message. */
    onIgnoredTap() {
      const sentence = t("Two taps at one place within 0.3 seconds count once. Tap again if you meant two.");
      if (!this.message.includes(sentence)) this.message = `${this.message} ${sentence}`.trim();
    },

    async resume() {
      this.busy = true;
      try {
        const { ok, data } = await callApi("GET", apiUrl);
        if (ok) stream.receive(data);
        if (ok) presses.resume(confirmedState);
      } catch {
        this.message = t("The kiosk does not answer. What waits is kept on this phone.");
      }
      this.busy = false;
    },

    discard() {
      presses.discard();
      this.message = t("Dropped. The score is the kiosk's.");
    },

    /** Create the next game of the match and go to its page. A new game cannot be predicted, so this waits for the response. */
    async openNextGame() {
      if (this.busy) return;
      this.busy = true;
      this.nextKey ||= randomId();
      try {
        const { ok, data } = await callApi("POST", `${apiUrl}/next`, {}, { "Idempotency-Key": this.nextKey });
        if (ok) return location.assign(`/score/${data.game_id}`);
        this.message = data.detail;
      } catch {
        this.message = t("The kiosk does not answer. Try again.");
      }
      this.busy = false;
    },

    onKeyDown(event) {
      if (event.target.closest("input") || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z" && event.key !== "y")) return;
      const digit = event.shiftKey ? "" : DIGIT_CODES[event.code];
      const [result, action] = [KEYS[event.key] ?? KEYS[digit], ACTIONS[event.key]];
      if (!result && !action) return;
      event.preventDefault();
      // A key that is held down counts as one bag.
      if (event.repeat) return;
      if (!this.paired || this.isBlockedByStatus(action) || (this.showsLineups && action !== "toggleLineups")) return;
      if (result) this.bag(result);
      else this[action]();
    },

    isBlockedByStatus(action) {
      return (this.status === "finished" || this.isSetAside) && !["undo", "redo", "toggleLineups"].includes(action);
    },

    onVisibilityChange() {
      if (document.visibilityState !== "visible") return;
      keepScreenOn();
      this.checkPermission();
    },

    /** Ask whether this phone may still score here, so that the scorer learns it now and not with the next bag. */
    async checkPermission() {
      if (document.visibilityState !== "visible" || scorerKey() === null) return;
      try {
        const { status, ok, data } = await callApi("GET", "/api/device");
        if (ok) return this.setPermission(data.court === null || isSameCourt(data.court, confirmedState.court) ? "" : t("This phone keeps score on {court} only.", { court: data.court }));
        if (status === 401 || status === 403) this.setPermission(data.detail);
      } catch {
        // The kiosk does not answer; the stream's status says so already.
      }
    },

    setPermission(reason) {
      this.unpaired = reason;
      this.paired = reason === "";
    },
  };
}

function vibrate(durations) {
  navigator.vibrate?.(durations);
}

window.Alpine = Alpine;
Alpine.data("scoring", scoring);
Alpine.start();
// It would watch the whole document for new directives, and pause that for each text it writes. None come here.
Alpine.stopObservingMutations();
loadLineups();
