// Live page of one game: the server renders it first, and this script keeps it up to date.
//
// What changes with a state is filled in (fill.js). Only the server renders the statistics, which are fetched when a round is
// over. Only the server renders names, players and rules too, and they rarely change: when they do, or the game leaves its
// lobby or returns to it, the content of the page is fetched again, and the page itself stays.

import { drawBoard } from "./board.js";
import { reloadColors } from "./colors.js";
import { fill, fillGame } from "./fill.js";
import { onFragment, refresh } from "./fragments.js";
import { offlineNotice, onKioskEvent, setOfflineNotice } from "./kiosks.js";
import { t } from "./language.js";
import { showLink } from "./link.js";
import { drawRounds } from "./rounds.js";
import { handOver, loadMore } from "./more.js";
import { Stream } from "./stream.js";
import { gameViewModel, timeLeft } from "./words.js";

const SECOND_MS = 1_000;

const find = (selector) => document.querySelector(selector);
const content = () => find(".game, .lobby");

let newestState = JSON.parse(find("#state").textContent);
let view = {};
let isOffline = false;
let linkStatus = ["", new Date()];
let rendered = serverRendered(newestState);
let requested = rendered;

/** Show the newest state. */
function draw() {
  const { bags = [], rounds = [] } = newestState;
  view = gameViewModel(newestState);
  fillGame(content(), { ...view, owner: offlineNotice(newestState), isOffline, canSpeak: "speechSynthesis" in globalThis });
  drawBoard(find("#board"), bags);
  drawRounds(find(".rounds"), rounds);
  handOver(newestState);
}

function onState(state) {
  const isRoundOver = figures(state) !== figures(newestState);
  newestState = state;
  draw();
  if (serverRendered(state) !== rendered) refresh(document.body);
  if (isRoundOver) refreshPart("figures");
  refreshPart("teams");
  showStatus();
}

function onEvent(name, data) {
  if (name === "refresh") refreshPart("teams");
  if (!onKioskEvent(name, data)) return;
  fill(content(), { owner: offlineNotice(newestState) });
  showStatus();
}

function onLink(...status) {
  // What a phone missed while it was away may be no state: that somebody is not let in.
  const mayHaveMissed = isOffline || find('[data-standing="waiting"]');
  if (status[0] === "live" && find(".link").dataset.link !== "live" && mayHaveMissed) refreshPart("teams");
  linkStatus = status;
  isOffline = status[0] === "away";
  fill(content(), { isOffline });
  showStatus();
}

/** Show the link's status. While the game's own kiosk is offline nothing here is live, even if the link is. */
function showStatus() {
  const [link, lastHeard] = linkStatus;
  if (link === "live" && offlineNotice(newestState)) showLink(find(".link"), "late", lastHeard, t("Waiting"));
  else showLink(find(".link"), link, lastHeard);
}

/** The server has rendered the content of the page again, from a state that may be older than what this page has shown. */
function onContent() {
  rendered = requested;
  reloadColors();
  draw();
  showStatus();
}

/** Return what the statistics are made of, as one comparable string. */
function figures({ status, rounds }) {
  return JSON.stringify([status, rounds]);
}

/** Return what only the server renders, as one comparable string. A lobby's names and players have a fragment of their own. */
function serverRendered({ status, court, rules, team1, team2 }) {
  const isLobby = status === "lobby";
  const teams = [team1, team2].map(({ name, color, players = [] }) => (isLobby ? color : [name, color, players.map((player) => [player.id, player.name])]));
  return JSON.stringify([isLobby, court, rules, teams]);
}

/** Fetch a part of the page again, if the page has it: the teams only in the lobby, the figures only after it. */
function refreshPart(id) {
  const part = document.getElementById(id);
  if (part) refresh(part);
}

function speak() {
  const utterance = new SpeechSynthesisUtterance([view.spoken, !view.winner && view.headline, view.needs].filter(Boolean).join(". "));
  utterance.lang = document.documentElement.lang;
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
}

setOfflineNotice(newestState, find(".owner").textContent);
draw();
setInterval(() => "time_left_ms" in newestState && fill(content(), { timeLeft: timeLeft(newestState) }), SECOND_MS);
document.addEventListener("click", ({ target }) => target.closest(".speak") && speak());
onFragment(document.body, "beforeRequest", () => (requested = serverRendered(newestState)));
onFragment(document.body, "afterSwap", onContent);
loadMore(() => [newestState]);
new Stream(`/game/${newestState.game_id}/events`, newestState, onState, onLink, onEvent).follow();
