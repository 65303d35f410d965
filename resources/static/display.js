// Wall display: follows the whole venue on one stream, and shows all courts, one court, or what the desk has chosen.

import { stayAwake } from "./awake.js";
import { countDown, draw, redraw, kioskOf } from "./card.js";
import { paint } from "./colors.js";
import { following, onCourts } from "./courts.js";
import { fit } from "./fit.js";
import { capacity, columns } from "./grid.js";
import { onKioskEvent } from "./kiosks.js";
import { t } from "./language.js";
import { say } from "./link.js";
import { Screen } from "./screen.js";
import { Slides } from "./slides.js";
import { Stream } from "./stream.js";

const TURN_MS = 12_000;
const IDENTIFY_MS = 8_000;
// A result stays for those who look up late.
const RESULT_MS = 60_000;

const element = (id) => document.getElementById(id);
const { kiosk, metres, inches } = document.body.dataset;
const stage = element("stage");
const slides = new Slides(element("slides"));
const screen = new Screen("wall", showing, { identify, show: () => arrange() });
/** @type {Map<number, any>} */
const states = new Map();
/** @type {Map<number, HTMLElement>} */
const cards = new Map();
let own = JSON.parse(element("state").textContent);
let turn = 0;
let liveAt = Date.now();
let arranging = 0;

/** The games that the scene shows, before any take turns. */
function gamesOfScene() {
  const { show, court } = screen.scene;
  if (show === "court") return onCourts(states.values()).filter((state) => state.court === court);
  if (show === "all" || !own) return onCourts(states.values());
  own = following(states.get(own.game_id) ?? own, states.values());
  return [own];
}

function showing() {
  return [...cards.keys()].map((game) => states.get(game)).filter(Boolean);
}

const isOne = () => screen.scene.show === "court" || (screen.scene.show === "page" && own !== null);

/** Put on the stage what belongs there now. */
function arrange() {
  arranging = 0;
  const games = gamesOfScene();
  const { show, text = "" } = screen.scene;
  if (games.some(({ status = "live" }) => status === "live")) liveAt = Date.now();
  document.body.dataset.scene = show === "message" ? "message" : isOne() ? "court" : "all";
  element("message").hidden = show !== "message";
  if (show === "message") tell(element("message"), text);
  place(show === "message" ? [] : games);
  foot(games);
  between(show !== "message" && Date.now() - liveAt > RESULT_MS, show !== "message" && !games.length);
}

/** Several changes in one moment are arranged once. */
function arrangeSoon() {
  arranging ||= requestAnimationFrame(arrange);
}

function place(games) {
  const { width, height } = room();
  const most = Math.max(1, capacity(games.length, width, height, isOne() ? 0 : Number(metres), Number(inches)));
  const turns = Math.ceil(games.length / most);
  const each = Math.ceil(games.length / Math.max(turns, 1));
  turn %= Math.max(turns, 1);
  const now = games.slice(turn * each, (turn + 1) * each);
  element("turn").textContent = turns > 1 ? t("Courts {first} to {last} of {count}", { first: turn * each + 1, last: turn * each + now.length, count: games.length }) : "";
  const across = now.length ? columns(now.length, width, height) : 1;
  stage.style.setProperty("--columns", across);
  stage.style.setProperty("--rows", Math.ceil(now.length / across) || 1);
  put(now);
}

/** Leave on the stage exactly the cards of these games. */
function put(games) {
  const shown = new Map(games.map((state) => [state.game_id, cards.get(state.game_id) ?? made()]));
  const moved = [...shown.keys()].join() !== [...cards.keys()].join();
  cards.clear();
  for (const [game, card] of shown) cards.set(game, card);
  if (moved) stage.replaceChildren(...cards.values());
  for (const state of games) draw(cards.get(state.game_id), state);
  if (moved) fitAll();
}

function made() {
  return element("court").content.firstElementChild.cloneNode(true);
}

function room() {
  const { clientWidth, clientHeight } = stage.hidden ? document.body : stage;
  return { width: clientWidth, height: clientHeight };
}

function fitAll() {
  fit(document.querySelectorAll(".wall .fit"));
}

function foot(games) {
  const one = isOne() ? games[0] : undefined;
  const title = element("title");
  const name = [one?.court, one && kioskOf(one)].filter(Boolean).join(" ") || kiosk;
  if (title.textContent !== name) {
    title.textContent = name;
    fit([title]);
  }
  const code = one ? `/game/${one.game_id}/qr.svg` : "/qr.svg";
  if (!element("code").src.endsWith(code)) element("code").src = code;
}

/** Between games the venue's images have the stage; without any, an empty stage says where the scores will be. */
async function between(quiet, empty) {
  const running = await slides.run(quiet);
  const was = stage.hidden;
  stage.hidden = running || empty;
  element("idle").hidden = running || !empty;
  // What was hidden had no size to be fitted into.
  if (was && !stage.hidden) arrange();
  if (was && !stage.hidden) fitAll();
}

function tell(section, text) {
  const box = section.querySelector(".fit");
  box.textContent = text;
  fit([box]);
}

function identify(name) {
  const sign = element("identify");
  sign.hidden = false;
  tell(sign, name);
  clearTimeout(sign.timer);
  sign.timer = setTimeout(() => (sign.hidden = true), IDENTIFY_MS);
}

function onState(state) {
  const before = states.get(state.game_id);
  states.set(state.game_id, state);
  if (!before || before.team1.color !== state.team1.color || before.team2.color !== state.team2.color) paint();
  const card = cards.get(state.game_id);
  if (card && draw(card, state)) fit(card.querySelectorAll(".fit"));
  arrangeSoon();
  screen.soon();
}

function onEvent(name, data) {
  if (name === "order") screen.onOrder(data);
  if (!onKioskEvent(name, data)) return;
  for (const [game, card] of cards) redraw(card, states.get(game));
  fitAll();
}

function onLink(link, heard) {
  const changed = document.body.dataset.link !== link;
  document.body.dataset.link = link;
  say(document.querySelector(".link"), link, heard);
  // Its words take room from the title.
  if (changed) fit([element("title")]);
}

if (own) states.set(own.game_id, own);
setInterval(() => {
  turn += 1;
  arrange();
}, TURN_MS);
addEventListener("resize", () => {
  arrange();
  fitAll();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stayAwake());
countDown(() => [...cards].map(([game, card]) => [card, states.get(game)]));
stayAwake();
document.fonts.ready.then(fitAll);
arrange();
screen.start();
new Stream("/venue/events", null, onState, onLink, onEvent).follow();
