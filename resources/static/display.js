// Wall display: follows the whole venue on one stream, and shows all courts, one court, or what the desk has chosen.

import { keepScreenOn } from "./awake.js";
import { countDown, draw, redraw } from "./card.js";
import { reloadColors } from "./colors.js";
import { isSameCourt, nextOnCourt, onCourts } from "./courts.js";
import { fit, refitWithFonts } from "./fit.js";
import { capacity, columns } from "./grid.js";
import { onKioskEvent } from "./kiosks.js";
import { t } from "./language.js";
import { showLink } from "./link.js";
import { isReadable } from "./readable.js";
import { Screen } from "./screen.js";
import { Slides } from "./slides.js";
import { storeState } from "./states.js";
import { Stream } from "./stream.js";

const PAGE_MS = 12_000;
const IDENTIFY_MS = 8_000;
// A result stays for people who look up late.
const RESULT_MS = 60_000;

// Where a size is the lesser of a part of the height and one of the width, they meet at about this shape of a card.
const WIDTH_BY_HEIGHT = 1.6;

const byId = (id) => document.getElementById(id);
const { metres: meters, inches } = document.body.dataset;
const stage = byId("stage");
const slides = new Slides(byId("slides"), () => arrangeSoon());
const screen = new Screen("wall", visibleStates, { identify, show: () => arrange() });
/** @type {Map<number, any>} */
const states = new Map();
/** @type {Map<number, HTMLElement>} */
const cards = new Map();
let pageGame = JSON.parse(byId("state").textContent);
let page = 0;
let liveAt = Date.now();
let arrangeFrame = 0;

/** Return the games of the scene, before they are split into pages. */
function gamesOfScene() {
  const { show, court } = screen.scene;
  if (show === "court") return onCourts(states.values()).filter((state) => isSameCourt(state.court, court));
  if (show === "all" || !pageGame) return onCourts(states.values());
  pageGame = nextOnCourt(states.get(pageGame.game_id) ?? pageGame, states.values());
  return [pageGame];
}

function visibleStates() {
  const readable = [...cards].filter(([, card]) => isReadable(card));
  return readable.map(([game]) => states.get(game)).filter(Boolean);
}

const isSingleCourt = () => screen.scene.show === "court" || (screen.scene.show === "page" && pageGame !== null);

/** Show the games, the message or the slides that belong on the stage now. */
function arrange() {
  arrangeFrame = 0;
  const games = gamesOfScene();
  const { show, text = "" } = screen.scene;
  if (games.some(({ status = "live" }) => status === "live")) liveAt = Date.now();
  document.body.dataset.scene = show === "message" ? "message" : isSingleCourt() ? "court" : "all";
  byId("message").hidden = show !== "message";
  if (show === "message") showText(byId("message"), text);
  layOut(show === "message" ? [] : games);
  updateFooter(games);
  showBetweenGames(show !== "message" && Date.now() - liveAt > RESULT_MS, show !== "message" && !games.length);
}

/** Arrange once for all changes of the same moment. */
function arrangeSoon() {
  arrangeFrame ||= requestAnimationFrame(arrange);
}

function layOut(games) {
  const { width, height } = stageSize();
  const maxCards = Math.max(1, capacity(games.length, width, height, isSingleCourt() ? 0 : Number(meters), Number(inches)));
  const pageCount = Math.ceil(games.length / maxCards);
  const perPage = Math.ceil(games.length / Math.max(pageCount, 1));
  page %= Math.max(pageCount, 1);
  const visible = games.slice(page * perPage, (page + 1) * perPage);
  byId("page-range").textContent = pageCount > 1 ? t("Courts {first} to {last} of {count}", { first: page * perPage + 1, last: page * perPage + visible.length, count: games.length }) : "";
  const across = visible.length ? columns(visible.length, width, height) : 1;
  stage.style.setProperty("--columns", across);
  stage.style.setProperty("--rows", Math.ceil(visible.length / across) || 1);
  showCards(visible);
  setContainerUnits();
}

/** A hundredth of a card's size, for televisions without container units; its height counts no more than its width allows. */
function setContainerUnits() {
  const [card] = cards.values();
  if (!card || CSS.supports("width: 1cqw")) return;
  const { clientWidth, clientHeight } = card;
  stage.style.setProperty("--cqw", `${clientWidth / 100}px`);
  stage.style.setProperty("--cqh", `${Math.min(clientHeight, clientWidth / WIDTH_BY_HEIGHT) / 100}px`);
}

/** Show exactly these games' cards. A card stays the same element while its game is shown, so that its digits can roll. */
function showCards(games) {
  const nextCards = new Map(games.map((state) => [state.game_id, cards.get(state.game_id) ?? createCard()]));
  // At first the server's own cards are there.
  const changed = stage.children.length !== nextCards.size || [...nextCards.values()].some((card, at) => card !== stage.children[at]);
  cards.clear();
  for (const [game, card] of nextCards) cards.set(game, card);
  if (changed) stage.replaceChildren(...cards.values());
  for (const state of games) draw(cards.get(state.game_id), state);
  if (changed) fitAll();
}

function createCard() {
  return byId("court").content.firstElementChild.cloneNode(true);
}

function stageSize() {
  const { clientWidth, clientHeight } = stage.hidden ? document.body : stage;
  return { width: clientWidth, height: clientHeight };
}

function fitAll() {
  fit(document.querySelectorAll(".wall .fit"));
}

function updateFooter(games) {
  const single = isSingleCourt() ? games[0] : undefined;
  const qrCode = single ? `/game/${single.game_id}/qr.svg` : "/qr.svg";
  if (byId("code").getAttribute("src") !== qrCode) byId("code").setAttribute("src", qrCode);
}

/** Between games, show the venue's slides. Without slides, an empty stage shows the address of the scores. */
function showBetweenGames(isIdle, hasNoGames) {
  const slidesRunning = slides.setRunning(isIdle);
  const wasHidden = stage.hidden;
  stage.hidden = slidesRunning || hasNoGames;
  byId("idle").hidden = slidesRunning || !hasNoGames;
  // While the stage was hidden its boxes had no size, so nothing could be fitted.
  if (wasHidden && !stage.hidden) arrange();
  if (wasHidden && !stage.hidden) fitAll();
}

function showText(section, text) {
  const box = section.querySelector(".fit");
  box.textContent = text;
  fit([box]);
}

function identify(name) {
  const badge = byId("identify");
  badge.hidden = false;
  showText(badge, name);
  clearTimeout(badge.timer);
  badge.timer = setTimeout(() => (badge.hidden = true), IDENTIFY_MS);
}

function onState(state) {
  const previous = states.get(state.game_id);
  storeState(states, state, (game) => cards.has(game));
  if (!previous || previous.team1.color !== state.team1.color || previous.team2.color !== state.team2.color) reloadColors();
  const card = cards.get(state.game_id);
  const changed = (card && draw(card, state)) ?? [];
  fit(changed.filter((element) => element.matches(".fit")));
  if (!card || !previous || placeOf(previous) !== placeOf(state)) arrangeSoon();
  screen.reportSoon();
}

/** Return what decides where a game that is shown stays, as one comparable string: a bag moves no card. */
function placeOf({ log, kiosk, court, status, ended_by, aside }) {
  return JSON.stringify([log, kiosk, court, status, ended_by, aside]);
}

function onEvent(name, data) {
  if (name === "order") screen.onOrder(data);
  if (!onKioskEvent(name, data)) return;
  for (const [game, card] of cards) redraw(card, states.get(game));
  fitAll();
}

function onLink(link, lastHeard) {
  arrangeSoon();
  const line = document.querySelector(".link");
  const { textContent } = line;
  showLink(line, link, lastHeard);
  // The status takes room from the title.
  if (line.textContent !== textContent) fit([byId("title")]);
}

if (pageGame) states.set(pageGame.game_id, pageGame);
setInterval(() => {
  page += 1;
  arrange();
}, PAGE_MS);
addEventListener("resize", () => {
  arrange();
  fitAll();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && keepScreenOn());
countDown(() => [...cards].map(([game, card]) => [card, states.get(game)]));
keepScreenOn();
refitWithFonts(fitAll);
if (pageGame) arrange();
screen.start();
new Stream("/venue/events", null, onState, onLink, onEvent).follow();
