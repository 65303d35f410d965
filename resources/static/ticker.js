// Ticker of a wall: the results that have left their cards, in one line at the foot. What does not fit waits for its turn.

import { appear } from "./motion.js";
import { teamName } from "./words.js";

export class Ticker {
  /** @param {HTMLElement} line hidden while there is no result */
  constructor(line) {
    this.line = line;
    this.results = line.querySelector("#results");
    this.shown = "";
  }

  /** Show the results of these games. */
  show(games) {
    this.line.hidden = games.length === 0;
    const texts = games.map(resultText);
    if (texts.join("\n") === this.shown) return;
    this.shown = texts.join("\n");
    this.results.replaceChildren(...games.map((game, n) => Object.assign(document.createElement("span"), { textContent: texts[n] })));
    games.forEach(({ game_id: game }, n) => (this.results.children[n].dataset.game = game));
  }

  /** Let the next results have the line, if they do not all fit. */
  turn() {
    const { results } = this;
    if (this.line.hidden || results.scrollHeight <= results.clientHeight + 1) return;
    const { top } = results.firstElementChild.getBoundingClientRect();
    const fitting = [...results.children].filter((one) => one.getBoundingClientRect().top < top + 1);
    results.append(...fitting);
    appear(results);
  }
}

function resultText(state) {
  const { court = "", team1, team2 } = state;
  const score = `${teamName(state, 1)} ${team1.score}–${team2.score} ${teamName(state, 2)}`;
  return court ? `${court}: ${score}` : score;
}
