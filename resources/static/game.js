// Live page of one game: the server renders it first, and this script keeps it up to date.
//
// An Alpine component whose data are what can change. The statistics are drawn by the server alone and fetched when a
// round is over. What else only the server draws (names, players, rules) hardly ever changes; when it has, or the game
// has gone back to its lobby, the page loads itself anew.

import { boardSlots } from "./board.js";
import { awayOf, onKioskEvent, remember } from "./kiosks.js";
import { t } from "./language.js";
import { linkWords } from "./link.js";
import { land, roll } from "./motion.js";
import { isFromKiosk } from "./kiosk-fetch.js";
import { Stream } from "./stream.js";
import { shown, timeLeft } from "./words.js";

// The phones of a hall must not all ask in the same instant.
const FIGURES_WITHIN_MS = 1_000;
const FIGURES_AGAIN_MS = 5_000;
const SECOND_MS = 1_000;

const on = (selector) => document.querySelector(selector);
const first = JSON.parse(document.getElementById("state").textContent);

remember(first, document.querySelector(".owner").textContent);

function game() {
  let newest = first;
  let line;
  return {
    ...viewModel(first),
    link: "",
    linkWords: t("Connecting"),
    lost: false,
    canSpeak: "speechSynthesis" in globalThis,

    init() {
      for (const element of document.querySelectorAll("[data-first-paint]")) element.remove();
      for (const team of [1, 2]) {
        this.$watch(`score${team}`, () => roll(on(`.side.team-${team} .digits`)));
        this.$watch(`slots${team}`, (now, before) => now.forEach((result, n) => result && result !== before[n] && land(on(`.side.team-${team} .bag:nth-child(${n + 1})`))));
      }
      setInterval(() => (this.timeLeft = timeLeft(newest)), SECOND_MS);
      this.$watch("sheet", () => setTimeout(figures, Math.random() * FIGURES_WITHIN_MS));
      new Stream(`/game/${first.game_id}/events`, first, (state) => this.show(state), (...now) => this.tell((line = now)), (...event) => this.onEvent(...event)).follow();
    },

    show(state) {
      if (fixed(state) !== fixed(first)) return location.reload();
      newest = state;
      Object.assign(this, viewModel(state));
      if (line) this.tell(line);
    },

    onEvent(name, data) {
      if (!onKioskEvent(name, data)) return;
      this.owner = awayOf(newest);
      if (line) this.tell(line);
    },

    /** The line to this kiosk may be fine and the game's own gone: then nothing here is live. */
    tell([link, heard]) {
      const waits = link === "live" && this.owner !== "";
      this.lost = link === "away";
      this.link = waits ? "late" : link;
      this.linkWords = waits ? t("Waiting") : linkWords(link, heard);
    },

    speak() {
      const utterance = new SpeechSynthesisUtterance([this.spoken, this.headline, this.needs].filter(Boolean).join(". "));
      utterance.lang = document.documentElement.lang;
      speechSynthesis.cancel();
      speechSynthesis.speak(utterance);
    },
  };
}

/** What the page shows of a state. */
function viewModel(state) {
  const { bags = [], rounds = [] } = state;
  return {
    ...shown(state),
    owner: awayOf(state),
    spots1: boardSlots(bags, 1),
    spots2: boardSlots(bags, 2),
    placed: bags.some((bag) => "x" in bag),
    sheet: JSON.stringify([state.status, rounds]),
  };
}

/** What only the server draws, as one comparable string. */
function fixed({ status, court, rules, team1, team2 }) {
  const people = [team1, team2].map(({ name, color, players = [] }) => [name, color, players.map((player) => [player.id, player.name])]);
  return JSON.stringify([status === "lobby", court, rules, people]);
}

/** Fetch the statistics. A kiosk that is away is asked again: after the last round no other one brings them. */
async function figures() {
  const answer = await fetch(`/game/${first.game_id}/figures`).catch(() => undefined);
  const place = document.getElementById("figures");
  if (isFromKiosk(answer)) place.innerHTML = await answer.text();
  else if (!answer || answer.ok || answer.status >= 500) setTimeout(figures, FIGURES_AGAIN_MS);
}

document.addEventListener("alpine:init", () => window.Alpine.data("game", game));
