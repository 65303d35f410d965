// Followed players, teams and courts: stored on this phone only. Their games come first.

import { t } from "./language.js";

const SLOT = "following";
const MOST = 20;

const plain = (name) => name.trim().toLocaleLowerCase();

export class Following {
  /** @param {() => void} onChange called when the followed names change */
  constructor(onChange) {
    this.onChange = onChange;
    this.names = read();
    this.form = document.getElementById("follow");
    this.input = this.form.querySelector("input");
    this.list = document.getElementById("followed");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(this.input.value);
      this.input.value = "";
    });
    document.addEventListener("click", ({ target }) => this.pressed(target.closest("[data-follow], [data-unfollow]")));
  }

  show() {
    this.form.hidden = false;
    this.sort(new Map());
  }

  pressed(button) {
    if (!button) return;
    const { follow, unfollow } = button.dataset;
    if (unfollow || this.has(follow)) this.remove(unfollow ?? follow);
    else this.add(follow);
  }

  has(name) {
    return this.names.some((other) => plain(other) === plain(name));
  }

  add(name) {
    if (!plain(name) || this.has(name)) return;
    this.keep([name.trim(), ...this.names].slice(0, MOST));
  }

  remove(name) {
    this.keep(this.names.filter((other) => plain(other) !== plain(name)));
  }

  keep(names) {
    this.names = names;
    try {
      localStorage.setItem(SLOT, JSON.stringify(names));
    } catch {
      // A private window may keep nothing: followed until the page is left.
    }
    this.onChange();
  }

  /** Put the followed games first, and say which names play nowhere now. */
  sort(states) {
    const playing = new Set();
    for (const card of document.querySelectorAll("#courts .card")) {
      const names = namesIn(states.get(Number(card.dataset.game)), card);
      const followed = this.names.filter((name) => names.includes(plain(name)));
      followed.forEach((name) => playing.add(name));
      card.parentElement.toggleAttribute("data-followed", followed.length > 0);
    }
    for (const pin of document.querySelectorAll("#courts [data-follow]")) pin.setAttribute("aria-pressed", this.has(pin.dataset.follow));
    this.order(document.querySelector("#courts .cards"));
    this.list.replaceChildren(...this.names.map((name) => chip(name, playing.has(name))));
    this.offer(states);
  }

  /** The followed ones first, else in the order in which the server has drawn them. */
  order(list) {
    const cards = [...list.children];
    cards.forEach((card, at) => (card.dataset.at ??= at));
    const rank = (card) => Number(card.dataset.at) - (card.hasAttribute("data-followed") ? cards.length : 0);
    const sorted = [...cards].sort((one, other) => rank(one) - rank(other));
    if (sorted.some((card, at) => card !== cards[at])) list.append(...sorted);
  }

  offer(states) {
    const names = new Set([...states.values()].filter(({ status }) => status !== "finished").flatMap(people));
    this.form.querySelector("datalist").replaceChildren(...[...names].sort().map((value) => Object.assign(document.createElement("option"), { value })));
  }
}

function read() {
  try {
    const names = JSON.parse(localStorage.getItem(SLOT) ?? "[]");
    return names.filter((name) => typeof name === "string").slice(0, MOST);
  } catch {
    return [];
  }
}

function namesIn(state, card) {
  return (state ? [state.court ?? "", ...people(state)] : [card.querySelector('[data-text="court"]').textContent]).map(plain);
}

function people({ team1, team2 }) {
  return [team1, team2].flatMap(({ name, players = [] }) => [name, ...players.map((player) => player.name)]).filter(Boolean);
}

function chip(name, playing) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
  button.dataset.unfollow = name;
  button.ariaLabel = t("Stop following {name}", { name });
  button.toggleAttribute("data-playing", playing);
  if (!playing) button.append(Object.assign(document.createElement("span"), { className: "note", textContent: t("not playing now") }));
  const item = document.createElement("li");
  item.append(button);
  return item;
}
