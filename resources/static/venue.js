// Venue page: one stream updates the digits of every card. When a card itself changes (a new game, another status, other
// names), the server renders the list again.

import { cardViewModel, countDown, draw, redraw } from "./card.js";
import { reloadColors } from "./colors.js";
import { CourtFollowing } from "./court-following.js";
import { onFragment, refresh } from "./fragments.js";
import { onKioskEvent } from "./kiosks.js";
import { showLink } from "./link.js";
import { handOver, loadMore } from "./more.js";
import { storeState } from "./states.js";
import { Stream } from "./stream.js";

const courts = document.getElementById("courts");
const link = document.querySelector(".link");
/** @type {Map<number, any>} */
const states = new Map();
/** @type {Map<number, string>} by game: what the server rendered of it, as one comparable string */
let rendered = new Map();
let requested = rendered;
let sortTimer = 0;
const following = new CourtFollowing(() => following.sort(states));

function onState(state) {
  storeState(states, state);
  handOver(state);
  const card = document.getElementById(`game-${state.game_id}`);
  if (card && shows(card, state)) onRendered(state);
  else if (card) draw(card, state);
  if (rendered.get(state.game_id) !== serverRendered(state)) refresh(courts);
}

/** The server has rendered this very state, with names of people who may be followed. */
function onRendered(state) {
  rendered.set(state.game_id, serverRendered(state));
  sortTimer ||= setTimeout(() => {
    sortTimer = 0;
    following.sort(states);
  });
}

function shows({ dataset: { log, seq } }, state) {
  return log === state.log && Number(seq) === state.seq;
}

function serverRendered(state) {
  const { status, court, name1, name2, players1, players2, score1, score2 } = cardViewModel(state);
  const result = status === "finished" ? [score1, score2] : [];
  return JSON.stringify([state.log, status, court, name1, name2, players1, players2, state.team1.color, state.team2.color, result]);
}

function onEvent(name, data) {
  if (name === "moment") return;
  if (onKioskEvent(name, data)) for (const state of states.values()) redrawCard(state);
  refresh(courts);
}

function redrawCard(state) {
  const card = document.getElementById(`game-${state.game_id}`);
  if (card) redraw(card, state);
}

/** Show what the stream has brought since the server rendered the list, and the names that are followed. */
function onCourtsReplaced() {
  for (const state of states.values()) {
    const card = document.getElementById(`game-${state.game_id}`);
    if (card && !draw(card, state) && shows(card, state)) redraw(card, state);
  }
  following.sort(states);
  reloadColors();
}

function onRequest() {
  requested = new Map([...states].map(([game, state]) => [game, serverRendered(state)]));
}

/** The list is as new as the states were when it was requested; one that came meanwhile may need another list. */
function onResponse(isAnswered) {
  if (!isAnswered) return;
  rendered = requested;
  following.sort(states);
}

onFragment(courts, "beforeRequest", onRequest);
onFragment(courts, "afterSwap", onCourtsReplaced);
onFragment(courts, "afterRequest", onResponse);
following.show();
loadMore(() => states.values());
countDown(() => [...states.values()].map((state) => [document.getElementById(`game-${state.game_id}`), state]));
new Stream("/venue/events", null, onState, (...status) => showLink(link, ...status), onEvent).follow();
