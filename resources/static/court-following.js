// Followed players, teams and courts on the venue's page: their games come first.

import { Following, searchKey, teamAndPlayerNames } from "./following.js";

export class CourtFollowing extends Following {
  /** Put the followed games first, and mark the names that are not playing now. */
  sort(states) {
    const playing = new Set();
    for (const card of document.querySelectorAll("#courts .card")) {
      const names = cardNames(states.get(Number(card.dataset.game)), card);
      const followed = this.names.filter((name) => names.includes(searchKey(name)));
      followed.forEach((name) => playing.add(name));
      card.parentElement.toggleAttribute("data-followed", followed.length > 0);
    }
    for (const pin of document.querySelectorAll("#courts [data-follow]")) pin.setAttribute("aria-pressed", this.has(pin.dataset.follow));
    this.reorder(document.querySelector("#courts .cards"));
    this.showFollowed(playing);
    this.suggest([...states.values()].filter(({ status }) => status !== "finished").flatMap(teamAndPlayerNames));
  }

  /** Put followed cards first; otherwise keep the order in which the server rendered them. */
  reorder(list) {
    const cards = [...list.children];
    cards.forEach((card, index) => (card.dataset.index ??= index));
    const rank = (card) => Number(card.dataset.index) - (card.hasAttribute("data-followed") ? cards.length : 0);
    const sorted = [...cards].sort((one, other) => rank(one) - rank(other));
    if (sorted.every((card, index) => card === cards[index])) return;
    const { activeElement: focused } = document;
    list.append(...sorted);
    if (list.contains(focused)) focused.focus({ preventScroll: true });
  }
}

function cardNames(state, card) {
  return (state ? [state.court ?? "", ...teamAndPlayerNames(state)] : [card.querySelector('[data-text="court"]').textContent]).map(searchKey);
}
