// The live page of one game: the server has drawn it, this keeps it true.
//
// An Alpine component whose data are what can change. What only the server draws (names, players, rules) hardly ever
// does; when it has, or the game has gone back to its lobby, the page loads itself anew.

import { Stream } from "./stream.js";
import { away, shown } from "./words.js";

const first = JSON.parse(document.getElementById("state").textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)");

function game() {
  return {
    ...shown(first),
    link: "",
    linkWords: "Connecting",
    lost: false,
    owner: document.querySelector(".owner").textContent,

    init() {
      for (const drawn of document.querySelectorAll("[data-first-paint]")) drawn.remove();
      for (const team of [1, 2]) {
        this.$watch(`score${team}`, () => roll(team));
        this.$watch(`slots${team}`, (now, before) => now.forEach((result, n) => result && result !== before[n] && land(team, n)));
      }
      const stream = new Stream(`/game/${first.game_id}/events`, first, (state) => this.show(state), (...line) => this.tell(...line));
      stream.onKiosk = (kiosk) => {
        this.owner = away(kiosk);
        this.tell("live", stream.heard);
      };
      stream.follow();
    },

    show(state) {
      if (fixed(state) !== fixed(first)) location.reload();
      else Object.assign(this, shown(state));
    },

    tell(link, heard) {
      const since = heard.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
      // The line to this hub may be fine and the game's own kiosk gone: then nothing here is live.
      if (link === "live" && this.owner) link = "late";
      this.lost = link === "away";
      this.link = link;
      this.linkWords = this.owner && link === "late" ? "Waiting" : { live: "Live", late: `Late: nothing new since ${since}`, away: `Away since ${since}, trying again` }[link];
    },
  };
}

/** What only the server draws, as one comparable string. */
function fixed({ status, court, rules, team1, team2 }) {
  const people = [team1, team2].map(({ name, color, players = [] }) => [name, color, players.map((player) => [player.id, player.name])]);
  return JSON.stringify([status === "lobby", court, rules, people]);
}

function roll(team) {
  move(`.side.team-${team} .digits`, { transform: "translateY(-18%)", opacity: 0 }, 200);
}

function land(team, n) {
  move(`.side.team-${team} .bag:nth-child(${n + 1})`, { transform: "translateY(-60%) rotate(-20deg)", opacity: 0 }, 250);
}

function move(selector, from, duration) {
  if (still.matches) return;
  document.querySelector(selector).animate([from, { transform: "none" }], { duration, easing: "ease-out" });
}

document.addEventListener("alpine:init", () => window.Alpine.data("game", game));
