// Panel "Players" of the scorer's phone: names, lineups and those who wait to join. A bundle of its own, loaded after the
// page (lineup-loader.js): most games never need it, and once loaded it works without a network as the page does.
//
// None of its commands is predicted: the page waits for the kiosk's answer, since who throws next may be somebody else.

import { callApi } from "./device.js";
import { t } from "./language.js";
import { lineupWords } from "./lineup-words.js";
import "./next-match.js";

const { Alpine } = window;
const placeholder = document.querySelector(".lineups-placeholder");

/** The panel in its page: it reads the page's fields, and sends its commands through the page's `press`. */
function lineups() {
  return {
    // Who was taken out of the lobby last: undo does not reach back there.
    takenOut: "",
    takenFrom: 0,
    waiting: [],

    init() {
      this.$watch("refreshes", () => this.fetchWaiting());
      this.fetchWaiting();
      this.draw();
    },

    get lineup() {
      return JSON.parse(this.lineups);
    },

    players(team) {
      return this.lineup.teams[team - 1].players;
    },

    color(team) {
      return this.lineup.teams[team - 1].color;
    },

    enteredName(team) {
      return this.lineup.teams[team - 1].entered;
    },

    hasPartners(team) {
      return this.players(team).length > 1;
    },

    hasPlace(team) {
      return this.players(team).length < this.lineup.size;
    },

    forfeitLabel(team) {
      return t("Forfeit by {team}", { team: this[`name${team}`] });
    },

    forfeitResult(team) {
      return t("Forfeit by {team}, {score} for {other}", { team: this[`name${team}`], other: this[`name${3 - team}`], score: `${this.lineup.target}–0` });
    },

    wishLabel({ name, team }) {
      return t("{player} for {team}", { player: name, team: this[`name${team}`] });
    },

    letInLabel({ name }) {
      return t("Let in {player}", { player: name });
    },

    refuseLabel({ name }) {
      return t("Refuse {player}", { player: name });
    },

    /** List who waits to be let in, and say so on the page. An answer that does not come is asked for again later. */
    async fetchWaiting() {
      if (this.status !== "lobby" || !this.paired) return this.showWaiting([]);
      try {
        const { ok, data } = await callApi("GET", `${this.apiUrl}/waiting`);
        if (ok) this.showWaiting(data);
      } catch {
        // The link says so already, and when it is back the page refreshes.
      }
    },

    showWaiting(waiting) {
      const isNew = waiting.some(({ n }) => !this.waiting.some((known) => known.n === n));
      this.waiting = waiting;
      this.joinNotice = waiting.length ? t("Waiting for your yes: {names}", { names: waiting.map(({ name }) => name).join(", ") }) : "";
      if (isNew) this.announcement = this.joinNotice;
    },

    letIn({ target }) {
      this.answerWish(target, "POST");
    },

    refuse({ target }) {
      this.answerWish(target, "DELETE");
    },

    /** Let somebody in or refuse them. It is not queued: without a network nobody can wait. */
    async answerWish(target, method) {
      if (this.blocked) return;
      const { n } = target.closest("li").dataset;
      this.message = "";
      try {
        const { ok, data } = await callApi(method, `${this.apiUrl}/waiting/${n}`, {});
        if (!ok) this.message = data.detail;
      } catch {
        this.message = t("The kiosk does not answer. Try again.");
      }
      this.fetchWaiting();
    },

    renameTeam({ target }) {
      this.press(`/teams/${teamOf(target)}`, { name: nameIn(target).value.trim() }, "PUT");
    },

    recolorTeam({ target }) {
      this.press(`/teams/${teamOf(target)}`, { color: target.value }, "PUT");
    },

    renamePlayer({ target }) {
      this.pressWithName(target, playerPath(target), {}, "PUT");
    },

    substitutePlayer({ target }) {
      this.pressWithName(target, `${playerPath(target)}/substitute`, {});
    },

    addPlayer({ target }) {
      this.pressWithName(target, this.status === "lobby" ? "/join" : "/players/late", { team: teamOf(target) });
    },

    movePlayer({ target }) {
      this.press(playerPath(target), { team: 3 - teamOf(target) });
    },

    takeOut({ target }) {
      if (this.blocked) return;
      this.takenOut = target.closest("form").querySelector("b").textContent;
      this.takenFrom = teamOf(target);
      this.press(playerPath(target), {}, "DELETE");
    },

    putBack() {
      if (this.blocked) return;
      this.press("/join", { name: this.takenOut, team: this.takenFrom });
      this.takenOut = "";
    },

    retirePlayer({ target }) {
      this.press(`${playerPath(target)}/retire`, {});
    },

    switchPartners({ target }) {
      this.press("/partners", { team: teamOf(target) });
    },

    forfeit({ target }) {
      this.press("/end", { ended_by: "forfeit", winner: 3 - teamOf(target) });
      this.showsLineups = false;
    },

    /** Send a command with the name that was typed beside its button. */
    pressWithName(target, path, body, method) {
      const field = nameIn(target);
      const name = field.value.trim();
      if (!name) {
        this.message = t("Type the name first.");
        return field.focus();
      }
      if (this.blocked) return;
      field.value = "";
      this.press(path, { ...body, name }, method);
    },
  };
}

const teamOf = (element) => Number(element.closest("fieldset").dataset.number);
const nameIn = (element) => element.closest("form").elements.name;
const playerPath = (element) => `/players/${element.closest("form").dataset.player}`;

const NAME_FIELD = `name="name" maxlength="32" autocomplete="off" spellcheck="false"`;

/** Return the markup of a team. Only the page's own words are in it; Alpine writes the names. */
const teamMarkup = (number) => `
  <fieldset class="team-${number}" data-number="${number}">
    <legend class="team"><svg class="shape team-${number}" viewBox="0 0 24 24" aria-hidden="true"><use href="#shape-${number}"/></svg><span class="name" x-text="name${number}"></span></legend>
    <form data-for="team" @submit.prevent="renameTeam">
      <label><span>${t("Team’s name")}</span> <input ${NAME_FIELD} :value="enteredName(${number})" placeholder="${t("The players’ names")}"></label>
      <button>${t("Correct name")}</button>
      <label class="color"><span>${t("Color")}</span> <input type="color" :value="color(${number})" @change="recolorTeam"></label>
    </form>
    <template x-for="player in players(${number})" :key="player.id">
      <form :data-player="player.id" @submit.prevent="renamePlayer">
        <label><b x-text="player.name"></b> <input ${NAME_FIELD} autocapitalize="words" placeholder="${t("Other name")}"></label>
        <button>${t("Correct name")}</button>
        <button type="button" class="in-lobby" @click="takeOut">${t("Take out")}</button>
        <button type="button" class="in-lobby" x-show="hasPlace(${3 - number})" @click="movePlayer">${t("To the other team")}</button>
        <button type="button" class="while-live" @click="substitutePlayer">${t("Substitute")}</button>
        <button type="button" class="while-live" x-show="hasPartners(${number})" @click="retirePlayer">${t("Goes home")}</button>
      </form>
    </template>
    <form class="until-over" x-show="hasPlace(${number})" @submit.prevent="addPlayer">
      <label><b>${t("Free place")}</b> <input ${NAME_FIELD} autocapitalize="words" placeholder="${t("Name")}"></label>
      <button><span class="while-live">${t("Late partner")}</span><span class="in-lobby">${t("Add")}</span></button>
    </form>
    <button type="button" class="while-live" x-show="hasPartners(${number})" @click="switchPartners">${t("Switch partners")}</button>
    <details class="until-over">
      <summary>${t("No-show or forfeit")}</summary>
      <p x-text="forfeitResult(${number})"></p>
      <button type="button" @click="forfeit" x-text="forfeitLabel(${number})"></button>
    </details>
  </fieldset>`;

const PUT_BACK_MARKUP = `
  <button type="button" class="put-back in-lobby" x-show="takenOut" @click="putBack"><span>${t("Put back")} <b x-text="takenOut"></b></span></button>`;

const WAITING_MARKUP = `
  <ul class="joins in-lobby" x-show="waiting.length" aria-label="${t("Waiting for your yes")}">
    <template x-for="wish in waiting" :key="wish.n">
      <li :data-n="wish.n"><b x-text="wishLabel(wish)"></b>
        <button type="button" :aria-label="letInLabel(wish)" @click="letIn">${t("Let in")}</button>
        <button type="button" :aria-label="refuseLabel(wish)" @click="refuse">${t("Refuse")}</button></li>
    </template>
  </ul>`;

/** Put the panel in the place that the page has left for it. Rarely opened, so its elements are made only then. */
function mount() {
  const panel = document.createElement("template");
  panel.setAttribute("x-data", "lineups");
  panel.setAttribute("x-if", "showsLineups");
  panel.innerHTML = `<section class="lineups" aria-label="${t("Players")}">${PUT_BACK_MARKUP}${WAITING_MARKUP}${teamMarkup(1)}${teamMarkup(2)}</section>`;
  placeholder.replaceWith(panel);
  Alpine.initTree(panel);
}

window.lineupWords = lineupWords;
Alpine.data("lineups", lineups);
mount();
