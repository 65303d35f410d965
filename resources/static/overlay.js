// Overlay: one court's score for streaming software. When the court begins its next game, the overlay follows, so a
// source is set up once for the evening.

import { countDown, draw, redraw } from "./card.js";
import { reloadColors } from "./colors.js";
import { isSameCourt, nextOnCourt, onCourts } from "./courts.js";
import { fit, refitWithFonts } from "./fit.js";
import { offlineNotice, onKioskEvent } from "./kiosks.js";
import { showLink } from "./link.js";
import { isReadable } from "./readable.js";
import { Screen } from "./screen.js";
import { storeState } from "./states.js";
import { Stream } from "./stream.js";

const IDENTIFY_MS = 8_000;

const strip = document.getElementById("strip");
const line = document.querySelector(".link");
const badge = document.getElementById("identify");
const staysOnGame = document.body.dataset.follow === "game";
const screen = new Screen("overlay", () => (isReadable(strip) ? [current] : []), { identify, show });
/** @type {Map<number, any>} */
const states = new Map();
let current = JSON.parse(document.getElementById("state").textContent);
let linkStatus = ["", new Date()];

function show() {
  const { show: scene, court } = screen.scene;
  if (scene === "court") current = onCourts(states.values()).find((state) => isSameCourt(state.court, court)) ?? current;
  else if (!staysOnGame) current = nextOnCourt(states.get(current.game_id) ?? current, states.values());
  current = states.get(current.game_id) ?? current;
  strip.hidden = scene === "message";
  if (draw(strip, current)) fitAll();
  showStatus();
}

/** Show the link's status. While the game's own kiosk is offline nothing here is live, even if the link is. */
function showStatus() {
  const [link, lastHeard] = linkStatus;
  const notice = link === "live" ? offlineNotice(current) : "";
  if (notice) showLink(line, "late", lastHeard, notice);
  else showLink(line, link, lastHeard);
}

function fitAll() {
  fit(strip.querySelectorAll(".fit"));
}

function identify(name) {
  badge.textContent = name;
  badge.hidden = false;
  clearTimeout(badge.timer);
  badge.timer = setTimeout(() => (badge.hidden = true), IDENTIFY_MS);
}

function onLink(...status) {
  linkStatus = status;
  showStatus();
}

function onEvent(name, data) {
  if (name === "order") screen.onOrder(data);
  if (onKioskEvent(name, data)) redraw(strip, current);
  showStatus();
}

function onState(state) {
  if (!states.has(state.game_id)) reloadColors();
  storeState(states, state, (game) => game === current.game_id);
  show();
  screen.reportSoon();
}

states.set(current.game_id, current);
show();
addEventListener("resize", fitAll);
refitWithFonts(fitAll);
countDown(() => [[strip, current]]);
screen.start();
new Stream("/venue/events", null, onState, onLink, onEvent).follow();
