// Followed players, teams and courts, stored on this phone only: the form, the names, and their list.

import { t } from "./language.js";

const STORAGE_KEY = "following";
const MAX_NAMES = 20;

export const searchKey = (name) => name.trim().toLocaleLowerCase();

export class Following {
  /** @param {() => void} onChange called when the followed names change */
  constructor(onChange) {
    this.onChange = onChange;
    this.names = loadNames();
    this.form = document.getElementById("follow");
    this.input = this.form.querySelector("input");
    this.list = document.getElementById("followed");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(this.input.value);
      this.input.value = "";
    });
    document.addEventListener("click", ({ target }) => this.onClick(target.closest("[data-follow], [data-unfollow]")));
  }

  show() {
    this.form.hidden = false;
    this.onChange();
  }

  onClick(button) {
    if (!button) return;
    const { follow, unfollow } = button.dataset;
    if (unfollow || this.has(follow)) this.remove(unfollow ?? follow);
    else this.add(follow);
  }

  has(name) {
    return this.names.some((other) => searchKey(other) === searchKey(name));
  }

  add(name) {
    if (!searchKey(name) || this.has(name)) return;
    this.save([name.trim(), ...this.names].slice(0, MAX_NAMES));
  }

  remove(name) {
    this.save(this.names.filter((other) => searchKey(other) !== searchKey(name)));
  }

  save(names) {
    this.names = names;
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(names));
    } catch {
      // A private window may refuse to store: the names are followed until the page closes.
    }
    this.onChange();
  }

  /** @param {Set<string>} playing those of the names that are playing now */
  showFollowed(playing) {
    const items = this.names.map((name) => followedItem(name, playing.has(name)));
    replaceIfChanged(this.list, items);
  }

  /** @param {Iterable<string>} names */
  suggest(names) {
    const values = [...new Set(names)].sort();
    replaceIfChanged(this.form.querySelector("datalist"), values.map((value) => Object.assign(document.createElement("option"), { value })));
  }
}

/** Leave the same children in place: one of them may have the focus, or be in an open list. */
function replaceIfChanged(parent, children) {
  const isSame = children.length === parent.children.length && children.every((child, index) => child.isEqualNode(parent.children[index]));
  if (!isSame) parent.replaceChildren(...children);
}

export function loadNames() {
  try {
    const names = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "[]");
    return names.filter((name) => typeof name === "string").slice(0, MAX_NAMES);
  } catch {
    return [];
  }
}

export function teamAndPlayerNames({ team1, team2 }) {
  return [team1, team2].flatMap(({ name, players = [] }) => [name, ...players.map((player) => player.name)]).filter(Boolean);
}

function followedItem(name, playing) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
  button.dataset.unfollow = name;
  const note = playing ? "" : t("not playing now");
  // What is read on the button is part of what it is called, for those who speak to their phone.
  button.setAttribute("aria-label", [t("Stop following {name}", { name }), note].filter(Boolean).join(" "));
  button.toggleAttribute("data-playing", playing);
  if (note) button.append(" ", Object.assign(document.createElement("span"), { className: "note", textContent: note }));
  const item = document.createElement("li");
  item.append(button);
  return item;
}
