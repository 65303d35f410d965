// Alerts for who follows a player, a team or a court: they are up, it is close, it is over. On this page only, while it is open:
// a kiosk on a venue's Wi-Fi has no https, and so no notifications and no way to keep the screen on. Sound and vibration
// need a tap first; the page asks for it, and says what this phone cannot do.

import { loadNames, searchKey, teamAndPlayerNames } from "./following.js";
import { t } from "./language.js";
import { beep, hasSound, startSound, vibrate } from "./sound.js";
import { teamName } from "./words.js";

const SHOWN_MS = 15_000;
const VIBRATION_MS = [200, 100, 200];
// One bag in the hole.
const CLOSE_POINTS = 3;
const ASKED_KEY = "alerts asked";
const SOUND_KEY = "alerts sound";

/** @type {Map<number, any>} */
const before = new Map();
let timer = 0;

/**
 * @param {any} state
 * @param {boolean} isFirst whether the page had it before this script came: then it is no news
 */
export function announceFollowed(state, isFirst) {
  const previous = before.get(state.game_id);
  before.set(state.game_id, state);
  const name = followedIn(state, loadNames());
  if (!name) return;
  ask();
  // The games that a stream begins with come before it is live.
  const isNewGame = !previous && !isFirst && document.querySelector(".link")?.dataset.link === "live";
  const words = previous || isNewGame ? newsWords(previous, state, name) : "";
  if (words) show(words, state);
}

/** Return the first name that is followed and has to do with a game; empty if none has. */
function followedIn(state, names) {
  const present = [state.court ?? "", ...teamAndPlayerNames(state)].map(searchKey);
  return names.find((name) => present.includes(searchKey(name))) ?? "";
}

/** Return what is worth an alert between two states of a game, the first of which a new game has not; else empty. */
function newsWords(previous, state, name) {
  const { court = "", status, winner } = state;
  const score = `${state.team1.score}–${state.team2.score}`;
  const isNew = !previous || !followedIn(previous, [name]);
  if (status === "lobby" && isNew) return t("{name}: next on {court}", { name, court });
  if (status === "live" && (isNew || previous.status === "lobby")) return t("{name}: up now on {court}", { name, court });
  if (status === "finished" && winner && previous?.status === "live") return t("{team} won on {court}, {score}", { team: teamName(state, winner), court, score });
  if (status === "live" && previous && isClose(state) && !isClose(previous)) return t("It is close on {court}: {score}", { court, score });
  return "";
}

/** Whether a team wins the game with one bag in the hole more than the other in this round. */
function isClose({ needed }) {
  const conditions = [needed?.team1, needed?.team2].filter(Boolean);
  return conditions.some(({ can, by = 0 }) => ["lead", "points", "exact"].includes(can) && by <= CLOSE_POINTS);
}

function show(words, { game_id: game }) {
  const alert = bar("alert");
  const link = Object.assign(document.createElement("a"), { href: `/game/${Number(game)}`, textContent: words });
  alert.replaceChildren(link, closeButton(alert));
  alert.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (alert.hidden = true), SHOWN_MS);
  vibrate(VIBRATION_MS);
  beep();
}

/** Ask for the tap without which no browser plays a sound: on the venue's page, until it is answered in this tab. */
function ask() {
  if (hasSound() || document.body.dataset.game || isStored("sessionStorage", ASKED_KEY)) return;
  const question = bar("ask");
  if (question.childElementCount) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: t("Turn on sound") });
  button.addEventListener("click", () => {
    store("localStorage", SOUND_KEY);
    startSound();
    close(question);
  });
  const words = [t("Hear when they are up or it is close."), ...limits()].join(" ");
  question.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }), button, closeButton(question));
  question.hidden = false;
}

/** Return what this phone cannot do on this page, in sentences. */
function limits() {
  const sentences = [];
  if (!navigator.vibrate) sentences.push(t("No vibration on this device."));
  if (!("wakeLock" in navigator)) sentences.push(t("Only while the screen is on."));
  return sentences;
}

/** Return one of the bars at the foot of the screen: they move nothing on the page. */
function bar(name) {
  const known = document.getElementById(name);
  if (known) return known;
  const element = Object.assign(document.createElement("div"), { id: name, className: "alert-bar", hidden: true });
  element.setAttribute("role", "status");
  foot().append(element);
  return element;
}

/** Return where the bars stand, one above the other: neither covers the other one's button. */
function foot() {
  const known = document.querySelector(".alert-bars");
  return known ?? document.body.appendChild(Object.assign(document.createElement("div"), { className: "alert-bars" }));
}

function closeButton(element) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "close", textContent: "×" });
  button.setAttribute("aria-label", t("Close"));
  button.addEventListener("click", () => close(element));
  return button;
}

function close(element) {
  element.hidden = true;
  if (element.id === "ask") store("sessionStorage", ASKED_KEY);
}

/** A private window may refuse to store: then it is asked again on the next page. */
function store(storage, key) {
  try {
    self[storage].setItem(key, "on");
  } catch {
    // As above.
  }
}

function isStored(storage, key) {
  try {
    return self[storage].getItem(key) !== null;
  } catch {
    return false;
  }
}

// Whoever has turned on sound on an earlier page has it here from the first tap on, wherever that is.
if (isStored("localStorage", SOUND_KEY)) addEventListener("click", () => hasSound() || startSound(false), { once: true });
