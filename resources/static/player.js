// A player's own page: what it says is one fragment, fetched again with each newer state of the tournament. Only the call
// comes by itself, as an event, and rings on the phones of its players alone.

import { keepScreenOn } from "./awake.js";
import { onFragment, refresh } from "./fragments.js";
import { watchOwner } from "./kiosks.js";
import { t } from "./language.js";
import { showLink } from "./link.js";
import { Ring } from "./ring.js";
import { runRoundClocks, showRoundClocks } from "./round-clock.js";
import { canSound, hasSound, startSound } from "./sound.js";
import { Stream } from "./stream.js";

const MINUTE_MS = 60_000;
const SOUND_KEY = "call sound";

const { tournament, player, event } = document.body.dataset;
const me = document.getElementById("me");
const soundBar = document.getElementById("sound");
const ring = new Ring(document.getElementById("call"));
const [log, seq] = event.split("-");
let wasLive = true;

function onState() {
  owner.showStatus();
  refresh(me);
}

function onEvent(name, data) {
  if (name !== "call") return;
  const call = JSON.parse(data);
  if (call.players.includes(Number(player))) ring.onCall(call);
}

function onLink(link, lastHeard, words) {
  showLink(document.querySelector(".link"), link, lastHeard, words);
  // What a phone has missed may be no newer state: the minutes.
  if (link === "live" && !wasLive) refresh(me);
  wasLive = link === "live";
}

function onFragmentShown() {
  showRoundClocks(me);
  ring.onState(me.querySelector(".state").dataset);
  askForSound();
}

/** Ask for the tap without which no browser plays a sound, and say what this phone cannot do. */
function askForSound() {
  const isOver = ["champion", "out", "left"].includes(me.querySelector(".state").dataset.status);
  const isNeeded = canSound() && !hasSound() && !isOver;
  soundBar.hidden = !isNeeded;
  if (!isNeeded || soundBar.childElementCount) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: t("Turn on sound") });
  button.addEventListener("click", turnOnSound);
  soundBar.append(Object.assign(document.createElement("p"), { textContent: [t("Your call rings here while this page is open."), ...limits()].join(" ") }), button);
}

function turnOnSound() {
  startSound();
  store();
  keepScreenOn();
  soundBar.hidden = true;
}

/** Return what this phone cannot do on this page, in sentences. */
function limits() {
  const sentences = [];
  if (!navigator.vibrate) sentences.push(t("No vibration on this device."));
  if (!("wakeLock" in navigator)) sentences.push(t("Only while the screen is on."));
  return sentences;
}

function isSoundStored() {
  try {
    return localStorage.getItem(SOUND_KEY) !== null;
  } catch {
    return false;
  }
}

/** A private window may refuse to store: then it is asked again on the next page. */
function store() {
  try {
    localStorage.setItem(SOUND_KEY, "on");
  } catch {
    // As above.
  }
}

function onVisible() {
  if (document.visibilityState !== "visible") return;
  keepScreenOn();
  askForSound();
}

// Whoever has turned on the sound before has it from the first tap on, wherever that is.
if (isSoundStored()) addEventListener("click", () => hasSound() || (startSound(false), (soundBar.hidden = true)));
onFragment(me, "afterSwap", onFragmentShown);
onFragmentShown();
runRoundClocks(me);
document.addEventListener("visibilitychange", onVisible);
onVisible();
setInterval(() => refresh(me), MINUTE_MS);
const owner = watchOwner(() => stream.newestState.log, onLink, onEvent);
const stream = new Stream(`/tournament/${tournament}/changes`, { tournament_id: Number(tournament), log, seq: Number(seq) }, onState, owner.onLink, owner.onEvent);
// A phone in a pocket must ring as long as its browser lets it.
stream.closesWhenHidden = false;
stream.follow();
