// Venue page: one stream updates the digits of every card. When a card itself changes (a new game, another status, other
// names), the server renders the list again.

import { cardViewModel, countDown, draw, redraw } from "./card.js";
import { reloadColors } from "./colors.js";
import { Following } from "./following.js";
import { onKioskEvent } from "./kiosks.js";
import { showLink } from "./link.js";
import { fetchFragment } from "./kiosk-fetch.js";
import { Stream } from "./stream.js";

// Every phone in the venue learns of a new game at the same instant.
const SPREAD_MS = 500;
const RETRY_MS = 3_000;

const link = document.querySelector(".link");
/** @type {Map<number, any>} */
const states = new Map();
/** @type {Map<number, string>} by game: what the server rendered of it, as one comparable string */
const rendered = new Map();
const following = new Following(() => following.sort(states));
let fetchTimer = 0;

function onState(state) {
  states.set(state.game_id, state);
  const card = document.getElementById(`game-${state.game_id}`);
  if (card) draw(card, state);
  if (rendered.get(state.game_id) !== serverRendered(state)) fetchSoon();
}

function serverRendered(state) {
  const { status, court, name1, name2, players1, players2, score1, score2 } = cardViewModel(state);
  const result = status === "finished" ? [score1, score2] : [];
  return JSON.stringify([state.log, status, court, name1, name2, players1, players2, state.team1.color, state.team2.color, result]);
}

function onEvent(name, data) {
  if (onKioskEvent(name, data)) for (const state of states.values()) redrawCard(state);
  fetchSoon();
}

function redrawCard(state) {
  const card = document.getElementById(`game-${state.game_id}`);
  if (card) redraw(card, state);
}

function fetchSoon() {
  fetchTimer ||= setTimeout(fetchCourts, Math.random() * SPREAD_MS);
}

async function fetchCourts() {
  const before = [...states.values()];
  const html = await fetchFragment(`/courts?seen=${document.getElementById("courts").dataset.seen}`);
  fetchTimer = 0;
  if (html === null) {
    setTimeout(fetchSoon, RETRY_MS);
    return;
  }
  if (html) replaceCards(html);
  for (const state of before) rendered.set(state.game_id, serverRendered(state));
  following.sort(states);
}

function replaceCards(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  document.getElementById("courts").replaceWith(template.content);
  for (const state of states.values()) {
    const card = document.getElementById(`game-${state.game_id}`);
    if (card) draw(card, state);
  }
  reloadColors();
}

following.show();
countDown(() => [...states.values()].map((state) => [document.getElementById(`game-${state.game_id}`), state]));
new Stream("/venue/events", null, onState, (...status) => showLink(link, ...status), onEvent).follow();
