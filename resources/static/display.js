// Wall display: follows the whole venue on one stream, and shows all courts, one court, or what the desk has chosen.

import { keepScreenOn } from "./awake.js";
import { countDown } from "./card.js";
import { reloadColors } from "./colors.js";
import { createCard, drawCard, fitCard, redrawCard } from "./court-card.js";
import { isSameCourt, nextOnCourt, onCourts } from "./courts.js";
import { fit, refitWithFonts } from "./fit.js";
import { capacity, columns, emptyCorner, isCompact } from "./grid.js";
import { Invitation } from "./invitation.js";
import { onKioskEvent } from "./kiosks.js";
import { t } from "./language.js";
import { showLink } from "./link.js";
import { appear } from "./motion.js";
import { startOrbit } from "./orbit.js";
import { showPageDots } from "./page-dots.js";
import { isReadable } from "./readable.js";
import { Screen } from "./screen.js";
import { Slides } from "./slides.js";
import { StageOrder } from "./stage-order.js";
import { storeState } from "./states.js";
import { Stream } from "./stream.js";
import { Ticker } from "./ticker.js";
import { wallViewModel } from "./wall-words.js";

const TURN_MS = 12_000;
const IDENTIFY_MS = 8_000;
// A result stays for people who look up late.
const RESULT_MS = 60_000;

// Where a size is the lesser of a part of the height and one of the width, they meet at about this shape of a card.
const WIDTH_BY_HEIGHT = 1.75;

const byId = (id) => document.getElementById(id);
const { metres: meters, inches, results } = document.body.dataset;
const stage = byId("stage");
const slides = new Slides(byId("slides"), () => arrangeSoon());
const screen = new Screen("wall", visibleStates, { identify, show: () => arrange() });
const order = new StageOrder(Number(results));
const ticker = new Ticker(byId("ticker"));
const invitation = new Invitation();
const invitationCard = byId("cell").content.firstElementChild.cloneNode(true);
// The empty cell beside games in play: the code and the venue's slides have it in turns.
const cellSlides = new Slides(invitationCard.querySelector(".slides"), () => arrangeSoon());
let isTurnOfSlides = false;
/** @type {Map<number, any>} */
const states = new Map();
/** @type {Map<number, HTMLElement>} */
const cards = new Map();
let pageGame = JSON.parse(byId("state").textContent);
let page = 0;
let pages = 1;
let liveAt = Date.now();
let arrangeFrame = 0;
// Until the stream has brought every court, the cards that the server has drawn stay.
let isComplete = pageGame !== null;

/** Return the games of the scene, before they are split into pages, and the results for the line at the foot. */
function gamesOfScene() {
  const { show, court } = screen.scene;
  const games = onCourts(states.values());
  if (show === "message" || tournamentUrl()) return { cards: [], folded: [] };
  if (show === "court") return { cards: games.filter((state) => isSameCourt(state.court, court)), folded: [] };
  if (show === "all" || !pageGame) return order.split(games);
  pageGame = nextOnCourt(states.get(pageGame.game_id) ?? pageGame, states.values());
  return { cards: [pageGame], folded: [] };
}

function visibleStates() {
  const readable = [...cards].filter(([, card]) => isReadable(card));
  return readable.map(([game]) => states.get(game)).filter(Boolean);
}

const isSingleCourt = () => screen.scene.show === "court" || (screen.scene.show === "page" && pageGame !== null);

/** Return the page of the tournament that is to be shown; empty without one. */
function tournamentUrl() {
  const { show, tournament, view = "" } = screen.scene;
  const { dataset } = document.body;
  if (show === "tournament") return `/tournament/${Number(tournament)}/wall?show=${view}&${dataset.options}`;
  return show === "page" && dataset.tournament ? `/tournament/${dataset.tournament}/wall?show=${dataset.show}&${dataset.options}` : "";
}

/** Show the tournament over the courts, or no longer; return whether it is shown. */
function showTournament() {
  const url = tournamentUrl();
  const frame = byId("tournament");
  // A page that nobody sees must not turn its views, nor chime.
  if (!url) frame?.remove();
  else if (!frame) document.body.append(Object.assign(document.createElement("iframe"), { id: "tournament", title: t("Tournament"), src: url }));
  else if (frame.getAttribute("src") !== url) frame.src = url;
  return Boolean(url);
}

/** Show the games, the message, the code or the slides that belong on the stage now. */
function arrange() {
  arrangeFrame = 0;
  const { show, text = "" } = screen.scene;
  const hasTournament = showTournament();
  if (!isComplete && show !== "message" && !hasTournament) return;
  const { cards: games, folded } = gamesOfScene();
  const isMessage = show === "message";
  if (games.some(({ status = "live" }) => status === "live")) liveAt = Date.now();
  document.body.dataset.scene = isMessage ? "message" : isSingleCourt() ? "court" : "all";
  byId("message").hidden = !isMessage;
  if (isMessage) showText(byId("message"), text);
  ticker.show(folded);
  layOut(games);
  updateCode(games);
  const hasGames = !isMessage && !hasTournament;
  showInPlaceOfGames(hasGames && Date.now() - liveAt > RESULT_MS, hasGames && !games.length, hasGames && invitation.isShown);
  if (hasTournament) stage.hidden = true;
}

/** Arrange once for all changes of the same moment. */
function arrangeSoon() {
  arrangeFrame ||= requestAnimationFrame(arrange);
}

function layOut(games) {
  const { width, height } = stageSize();
  const maxCards = Math.max(1, capacity(games.length, width, height, isSingleCourt() ? 0 : Number(meters), Number(inches)));
  pages = Math.max(Math.ceil(games.length / maxCards), 1);
  const perPage = Math.ceil(games.length / pages);
  page %= pages;
  const visible = games.slice(page * perPage, (page + 1) * perPage);
  const range = { first: page * perPage + 1, last: page * perPage + visible.length, count: games.length };
  showPageDots(byId("page-dots"), { page, pages }, t("Courts {first} to {last} of {count}", range));
  // Pages of one layout: a court has the same size in its turn whatever the page.
  const across = columns(perPage, width, height);
  const down = Math.ceil(perPage / across) || 1;
  stage.style.setProperty("--columns", across);
  stage.style.setProperty("--rows", down);
  stage.toggleAttribute("data-compact", isCompact(perPage));
  const { wide, high } = emptyCorner(visible.length, across, down);
  if (high) invitationCard.style.gridArea = `span ${high} / span ${wide}`;
  showCards(visible, high > 0);
  cellSlides.setRunning(isTurnOfSlides && high > 0);
  setContainerUnits();
}

/**
 * A hundredth of a card's size, for televisions without container units; its height counts no more than its width allows,
 * but where the teams of one court are below each other.
 */
function setContainerUnits() {
  const [card] = cards.values();
  if (!card || CSS.supports("width: 1cqw")) return;
  const { clientWidth, clientHeight } = card;
  const isUpright = isSingleCourt() && clientHeight > clientWidth;
  stage.style.setProperty("--cqw", `${clientWidth / 100}px`);
  stage.style.setProperty("--cqh", `${(isUpright ? clientHeight : Math.min(clientHeight, clientWidth / WIDTH_BY_HEIGHT)) / 100}px`);
}

/** Show exactly these games' cards. A card stays the same element while its game is shown, so that its digits can roll. */
function showCards(games, hasRoom) {
  const nextCards = new Map(games.map((state) => [state.game_id, cards.get(state.game_id) ?? createCard()]));
  const elements = [...nextCards.values(), ...(hasRoom ? [invitationCard] : [])];
  // At first the server's own cards are there.
  const changed = stage.children.length !== elements.length || elements.some((element, at) => element !== stage.children[at]);
  cards.clear();
  for (const [game, card] of nextCards) cards.set(game, card);
  if (changed) stage.replaceChildren(...elements);
  for (const state of games) drawCard(cards.get(state.game_id), state, isSingleCourt());
  if (changed) fitAll();
}

function stageSize() {
  const { clientWidth, clientHeight } = stage.hidden ? document.body : stage;
  return { width: clientWidth, height: clientHeight };
}

function fitAll() {
  fit(document.querySelectorAll(".wall > :not(main) .fit, .invitation-card > .fit"));
  for (const card of cards.values()) fitCard(card);
}

function updateCode(games) {
  const single = isSingleCourt() ? games[0] : undefined;
  const source = single ? `/game/${single.game_id}/qr.svg` : "/qr.svg";
  if (byId("code").getAttribute("src") !== source) byId("code").setAttribute("src", source);
}

/** Show the venue's slides between games, or the code that leads to the scores while nobody throws. */
function showInPlaceOfGames(isIdle, hasNoGames, isCode) {
  const slidesRunning = slides.setRunning(isIdle);
  const wasHidden = stage.hidden;
  const code = byId("invitation");
  const hadCode = !code.hidden;
  stage.hidden = slidesRunning || hasNoGames;
  // The code lies over the stage, whose cards stay as they are.
  code.hidden = slidesRunning || !(hasNoGames || isCode);
  // While the stage was hidden its boxes had no size, so nothing could be fitted.
  if (wasHidden && !stage.hidden) arrange();
  if (wasHidden && !stage.hidden) fitAll();
  if (!hadCode && !code.hidden) fit(code.querySelectorAll(".fit"));
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
  const card = cards.get(state.game_id);
  storeState(states, state, (game) => cards.has(game));
  if (!previous || previous.team1.color !== state.team1.color || previous.team2.color !== state.team2.color) reloadColors();
  if (card) order.onChange(previous, state);
  if (card) drawCard(card, state, isSingleCourt());
  const codeLeaves = card && previous && invitation.onBag();
  if (!card || !previous || codeLeaves || placeOf(previous) !== placeOf(state)) arrangeSoon();
  screen.reportSoon();
}

/** Return what decides where a game that is shown stays, as one comparable string: a bag moves no card. */
function placeOf({ log, kiosk, court, status, ended_by, aside }) {
  return JSON.stringify([log, kiosk, court, status, ended_by, aside]);
}

function onEvent(name, data) {
  if (name === "order") screen.onOrder(data);
  if (!onKioskEvent(name, data)) return;
  for (const [game, card] of cards) redrawCard(card, states.get(game));
  fitAll();
}

function onLink(link, lastHeard) {
  isComplete ||= link === "live";
  arrangeSoon();
  const line = document.querySelector(".link");
  const { textContent } = line;
  showLink(line, link, lastHeard);
  // The status takes room from the title.
  if (line.textContent !== textContent) fit([byId("title")]);
}

/** Let the next courts have the stage, or the code. */
function turn() {
  const isLastPage = page + 1 >= pages;
  const hadCode = invitation.isShown;
  invitation.turn(pages > 1 && isLastPage);
  if (!invitation.isShown) page += 1;
  isTurnOfSlides = !isTurnOfSlides;
  ticker.turn();
  arrange();
  if (pages > 1 || hadCode) appear(stage);
}

if (pageGame) states.set(pageGame.game_id, pageGame);
setInterval(turn, TURN_MS);
addEventListener("resize", () => {
  arrange();
  fitAll();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && keepScreenOn());
countDown(() => [...cards].map(([game, card]) => [card, states.get(game)]), wallViewModel);
keepScreenOn();
startOrbit(document.body);
refitWithFonts(fitAll);
if (pageGame || tournamentUrl()) arrange();
screen.start();
new Stream("/venue/events", null, onState, onLink, onEvent).follow();
