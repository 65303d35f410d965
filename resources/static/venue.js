// Venue page: one stream updates the digits of every card. When a card itself has to change (a new game, another status,
// other names), the server renders the list again.

import { countDown, draw, redraw, viewModel } from "./card.js";
import { paint } from "./colors.js";
import { Following } from "./following.js";
import { onKioskEvent } from "./kiosks.js";
import { say } from "./link.js";
import { fetchFragment } from "./kiosk-fetch.js";
import { Stream } from "./stream.js";

// Every phone of the hall hears of a new game in the same instant.
const SPREAD_MS = 500;
const AGAIN_MS = 3_000;

const link = document.querySelector(".link");
/** @type {Map<number, any>} */
const states = new Map();
/** @type {Map<number, string>} what the server has drawn, as one comparable string a game */
const rendered = new Map();
const following = new Following(() => following.sort(states));
let timer = 0;

function show(state) {
  states.set(state.game_id, state);
  const card = document.getElementById(`game-${state.game_id}`);
  if (card) draw(card, state);
  if (rendered.get(state.game_id) !== fixed(state)) askSoon();
}

function fixed(state) {
  const { status, court, name1, name2, players1, players2, score1, score2 } = viewModel(state);
  const result = status === "finished" ? [score1, score2] : [];
  return JSON.stringify([state.log, status, court, name1, name2, players1, players2, state.team1.color, state.team2.color, result]);
}

function onEvent(name, data) {
  if (onKioskEvent(name, data)) for (const state of states.values()) redrawCard(state);
  askSoon();
}

function redrawCard(state) {
  const card = document.getElementById(`game-${state.game_id}`);
  if (card) redraw(card, state);
}

function askSoon() {
  timer ||= setTimeout(ask, Math.random() * SPREAD_MS);
}

async function ask() {
  const known = [...states.values()];
  const list = await fetchFragment(`/courts?seen=${document.getElementById("courts").dataset.seen}`);
  timer = 0;
  if (list === null) {
    setTimeout(askSoon, AGAIN_MS);
    return;
  }
  if (list) replaceCards(list);
  for (const state of known) rendered.set(state.game_id, fixed(state));
  following.sort(states);
}

function replaceCards(list) {
  const fresh = document.createElement("template");
  fresh.innerHTML = list;
  document.getElementById("courts").replaceWith(fresh.content);
  for (const state of states.values()) {
    const card = document.getElementById(`game-${state.game_id}`);
    if (card) draw(card, state);
  }
  paint();
}

following.show();
countDown(() => [...states.values()].map((state) => [document.getElementById(`game-${state.game_id}`), state]));
new Stream("/venue/events", null, show, (...line) => say(link, ...line), onEvent).follow();
