// Live page of one game: the server renders it first, and this script keeps it up to date.
//
// It is an Alpine component; its data are the parts of the page that change. Only the server renders the statistics, which
// are fetched when a round is over. Only the server renders names, players and rules too, and they rarely change: when they
// do, or the game leaves its lobby or returns to it, the content of the page is fetched again, and the page itself stays.

import Alpine from "@alpinejs/csp";

import { boardSlots } from "./board.js";
import { assignChanges } from "./changes.js";
import { reloadColors } from "./colors.js";
import { onFragment, refresh } from "./fragments.js";
import { offlineNotice, onKioskEvent, setOfflineNotice } from "./kiosks.js";
import { t } from "./language.js";
import { showLink } from "./link.js";
import { land, roll } from "./motion.js";
import { Stream } from "./stream.js";
import { gameViewModel, roundRow, timeLeft } from "./words.js";

const SECOND_MS = 1_000;

const find = (selector) => document.querySelector(selector);
const initialState = JSON.parse(document.getElementById("state").textContent);

setOfflineNotice(initialState, document.querySelector(".owner").textContent);
/** @type {Map<string, object>} by round, as JSON */
const rows = new Map();

function game() {
  let newestState = initialState;
  let lastStatus;
  let rendered = serverRendered(initialState);
  let requested = rendered;
  return {
    ...pageViewModel(initialState),
    isOffline: false,
    canSpeak: "speechSynthesis" in globalThis,

    init() {
      removeFirstPaint();
      for (const team of [1, 2]) {
        this.$watch(`score${team}`, () => roll(find(`.side.team-${team} .digits`)));
        this.$watch(`slots${team}`, (results, previous) => results.forEach((result, n) => result && result !== previous[n] && land(find(`.side.team-${team} .bag:nth-child(${n + 1})`))));
      }
      setInterval(() => (this.timeLeft = timeLeft(newestState)), SECOND_MS);
      this.$watch("sheet", () => refreshPart("figures"));
      onFragment(document.body, "beforeRequest", () => (requested = serverRendered(newestState)));
      onFragment(document.body, "afterSwap", () => this.onContent((rendered = requested)));
      new Stream(`/game/${initialState.game_id}/events`, initialState, (state) => this.show(state), (...status) => this.onLink((lastStatus = status)), (...event) => this.onEvent(...event)).follow();
    },

    /** The server has rendered the content of the page again; Alpine fills it as it did the first. */
    onContent() {
      removeFirstPaint();
      reloadColors();
      if (lastStatus) this.onLink(lastStatus);
    },

    show(state) {
      newestState = state;
      assignChanges(this, pageViewModel(state));
      if (serverRendered(state) !== rendered) refresh(document.body);
      refreshPart("teams");
      if (lastStatus) this.onLink(lastStatus);
    },

    onEvent(name, data) {
      if (name === "refresh") refreshPart("teams");
      if (!onKioskEvent(name, data)) return;
      this.owner = offlineNotice(newestState);
      if (lastStatus) this.onLink(lastStatus);
    },

    /** Show the link's status. While the game's own kiosk is offline nothing here is live, even if the link is. */
    onLink([link, lastHeard]) {
      // What a phone missed while it was away may be no state: that somebody is not let in.
      const mayHaveMissed = this.isOffline || find('[data-standing="waiting"]');
      if (link === "live" && find(".link").dataset.link !== "live" && mayHaveMissed) refreshPart("teams");
      this.isOffline = link === "away";
      if (link === "live" && this.owner !== "") showLink(find(".link"), "late", lastHeard, t("Waiting"));
      else showLink(find(".link"), link, lastHeard);
    },

    speak() {
      const utterance = new SpeechSynthesisUtterance([this.spoken, this.headline, this.needs].filter(Boolean).join(". "));
      utterance.lang = document.documentElement.lang;
      speechSynthesis.cancel();
      speechSynthesis.speak(utterance);
    },
  };
}

/** Return all that can change on the page. */
function pageViewModel(state) {
  const { bags = [], rounds = [] } = state;
  return {
    ...gameViewModel(state),
    rounds: rounds.map(rowOf).reverse(),
    owner: offlineNotice(state),
    spots1: boardSlots(bags, 1),
    spots2: boardSlots(bags, 2),
    placed: bags.some((bag) => "x" in bag),
    sheet: JSON.stringify([state.status, rounds]),
  };
}

/** Return a round's row: the same one until the round is corrected, so that it is not drawn again. */
function rowOf(round) {
  const key = JSON.stringify(round);
  if (!rows.has(key)) rows.set(key, roundRow(round));
  return rows.get(key);
}

/** Return what only the server renders, as one comparable string. A lobby's names and players have a fragment of their own. */
function serverRendered({ status, court, rules, team1, team2 }) {
  const isLobby = status === "lobby";
  const teams = [team1, team2].map(({ name, color, players = [] }) => (isLobby ? color : [name, color, players.map((player) => [player.id, player.name])]));
  return JSON.stringify([isLobby, court, rules, teams]);
}

/** The script draws the rounds from now on. */
function removeFirstPaint() {
  for (const element of document.querySelectorAll("[data-first-paint]")) element.remove();
}

/** Fetch a part of the page again, if the page has it: the teams only in the lobby, the figures only after it. */
function refreshPart(id) {
  const part = document.getElementById(id);
  if (part) refresh(part);
}

Alpine.data("game", game);
Alpine.start();
