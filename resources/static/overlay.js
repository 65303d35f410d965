// Overlay: the score of one court, or of all, for streaming software. When the court begins its next game, the overlay
// follows, so a source is set up once for the evening.
//
// What the stream brings goes through one queue (delay.js), so that a page set to a video that comes later shows nothing early.

import { kioskNow } from "./clock.js";
import { reloadColors } from "./colors.js";
import { isSameCourt, nextOnCourt, onCourts } from "./courts.js";
import { DelayQueue } from "./delay.js";
import { fit, refitWithFonts } from "./fit.js";
import { offlineNotice, onKioskEvent } from "./kiosks.js";
import { showLink } from "./link.js";
import { showMoment } from "./moments.js";
import { countDownLayout, drawLayout, isShown, nextUp, redrawLayout } from "./overlay-layouts.js";
import { isReadable } from "./readable.js";
import { Screen } from "./screen.js";
import { storeState } from "./states.js";
import { Stream } from "./stream.js";

const IDENTIFY_MS = 8_000;

const { layout, follow, ofCourt, venue, delay } = document.body.dataset;
const strip = document.getElementById("strip");
const line = document.querySelector(".link");
const badge = document.getElementById("identify");
const queue = new DelayQueue(Number(delay) * 1_000);
const screen = new Screen("overlay", visibleStates, { identify, show });
/** @type {Map<number, any>} what is shown: without a delay, also the newest */
const states = new Map();
/** @type {Map<number, any>} what the kiosk has sent */
const received = new Map();
const first = JSON.parse(document.getElementById("state").textContent);
/** @type {any} the game that is shown; null while its court has none */
let current = null;
let linkStatus = ["", new Date()];

function show() {
  const { show: scene, court = "" } = screen.scene;
  current = scene === "court" ? (gameOn(court) ?? current) : ownGame();
  if (layout === "next") current = nextUp(scene === "court" ? court : (ofCourt || first?.court), states.values());
  const isVisible = scene !== "message" && isShown(layout, current, states);
  if (strip.hidden === isVisible) strip.hidden = !isVisible;
  if (isVisible && drawLayout(strip, layout, current, states)) fitAll();
  showStatus();
}

/** Return the game of the page's own address. */
function ownGame() {
  if (ofCourt || !first) return gameOn(ofCourt);
  const game = states.get((current ?? first).game_id);
  return game && follow !== "game" ? nextOnCourt(game, states.values()) : game;
}

/** Return the game that a court shows; of two kiosks with a court of this name, this one's. */
function gameOn(court) {
  const games = onCourts(states.values()).filter((state) => isSameCourt(state.court, court));
  return games.find(({ kiosk }) => kiosk === venue) ?? games[0];
}

/** The desk is to know that the newest state has arrived here, although the video does not show it yet. */
function visibleStates() {
  if (!isReadable(strip)) return [];
  const games = layout === "ticker" ? onCourts(states.values()) : [current];
  return games.filter(Boolean).map((game) => received.get(game.game_id) ?? game);
}

/** Show the link's status. While the game's own kiosk is offline nothing here is live, even if the link is. */
function showStatus() {
  const [link, lastHeard] = linkStatus;
  const notice = link === "live" && current ? offlineNotice(current) : "";
  if (notice) showLink(line, "late", lastHeard, notice);
  else showLink(line, link, lastHeard);
}

function fitAll() {
  const names = layout === "bar" || layout === "stack" ? [...strip.querySelectorAll(".side > .fit")] : [];
  for (const name of names) name.style.width = "";
  fit(strip.querySelectorAll(document.body.hasAttribute("data-font") ? ".fit, .digits" : ".fit"));
  hug(names);
}

/** Make the boxes of both names as wide as the wider name: a strip is not half empty, and its halves stay alike. */
function hug(names) {
  const range = document.createRange();
  const widths = names.map((name) => {
    range.selectNodeContents(name);
    return range.getBoundingClientRect().width;
  });
  for (const name of names) name.style.width = `${Math.ceil(Math.max(...widths)) + 1}px`;
}

function identify(name) {
  badge.textContent = name;
  badge.hidden = false;
  clearTimeout(badge.timer);
  badge.timer = setTimeout(() => (badge.hidden = true), IDENTIFY_MS);
}

function onLink(...status) {
  queue.push(() => {
    linkStatus = status;
    showStatus();
  });
}

function onEvent(name, data) {
  if (name === "order") return screen.onOrder(data);
  queue.push(() => {
    if (name === "moment") showMoment(strip, current, JSON.parse(data));
    if (onKioskEvent(name, data)) redrawLayout(strip, layout, current, states);
    showStatus();
  });
}

function onState(state) {
  storeState(received, state, (game) => game === current?.game_id);
  queue.push(() => showState(state), knownAgeMs(state));
  screen.reportSoon();
}

function showState(state) {
  if (!states.has(state.game_id)) reloadColors();
  // What is left of a time limit is that of the video, which is as far behind.
  const shown = queue.ms ? { ...state, receivedAt: (state.receivedAt ?? 0) + queue.ms } : state;
  storeState(states, shown, (game) => game === current?.game_id);
  show();
}

/** How long ago the state happened, as far as this kiosk's own clock tells: that of another kiosk may be wrong. */
function knownAgeMs({ kiosk, updated_at: updatedAt }) {
  return kiosk === venue && updatedAt ? Math.max(0, kioskNow() - Date.parse(updatedAt)) : 0;
}

/** An image that does not load is left out. */
function watchLogo(logo) {
  if (!logo) return;
  logo.addEventListener("error", () => logo.remove());
  if (logo.complete && !logo.naturalWidth) logo.remove();
}

if (first) onState(first);
else show();
addEventListener("resize", () => (redrawLayout(strip, layout, current, states), fitAll()));
refitWithFonts(fitAll);
watchLogo(document.querySelector(".logo"));
countDownLayout(() => !strip.hidden && redrawLayout(strip, layout, current, states) && fitAll(), () => [current, ...states.values()]);
screen.start();
new Stream("/venue/events", null, onState, onLink, onEvent).follow();
