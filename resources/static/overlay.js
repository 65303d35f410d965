// Overlay: one court's score for streaming software. When its game is over and the court begins its next one, the overlay
// continues with that, so a source is set up once for the evening.

import { countDown, draw } from "./card.js";
import { paint } from "./colors.js";
import { following, onCourts } from "./courts.js";
import { fit } from "./fit.js";
import { say } from "./link.js";
import { Screen } from "./screen.js";
import { Stream } from "./stream.js";

const IDENTIFY_MS = 8_000;

const strip = document.getElementById("strip");
const sign = document.getElementById("identify");
const stays = document.body.dataset.follow === "game";
const screen = new Screen("overlay", () => [own], { identify, show });
/** @type {Map<number, any>} */
const states = new Map();
let own = JSON.parse(document.getElementById("state").textContent);

function show() {
  const { show: what, court } = screen.scene;
  if (what === "court") own = onCourts(states.values()).find((state) => state.court === court) ?? own;
  else if (!stays) own = following(states.get(own.game_id) ?? own, states.values());
  own = states.get(own.game_id) ?? own;
  strip.hidden = what === "message";
  if (draw(strip, own)) fit(strip.querySelectorAll(".fit"));
}

function identify(name) {
  sign.textContent = name;
  sign.hidden = false;
  clearTimeout(sign.timer);
  sign.timer = setTimeout(() => (sign.hidden = true), IDENTIFY_MS);
}

function onState(state) {
  if (!states.has(state.game_id)) paint();
  states.set(state.game_id, state);
  show();
  screen.soon();
}

states.set(own.game_id, own);
show();
addEventListener("resize", () => fit(strip.querySelectorAll(".fit")));
document.fonts.ready.then(() => fit(strip.querySelectorAll(".fit")));
countDown(() => [[strip, own]]);
screen.start();
new Stream("/venue/events", null, onState, (...line) => say(document.querySelector(".link"), ...line), (name, data) => name === "order" && screen.onOrder(data)).follow();
