// Order of the courts on a wall: those in play first, then those that wait for players, then results, each by court. A
// result leaves its card after some minutes, while other courts have something to show.

import { kioskNow } from "./clock.js";

const MINUTE_MS = 60_000;
const RANKS = { live: 0, lobby: 1, finished: 2 };
// A game that ends before everybody's eyes stays where it was, for who looks up late.
const STAY_MS = 60_000;

export class StageOrder {
  /** @param {number} resultMinutes how long a result keeps its card */
  constructor(resultMinutes) {
    this.resultMs = resultMinutes * MINUTE_MS;
    /** @type {Map<number, number>} by game: until when it stays in the place that it had while it was played */
    this.staysUntil = new Map();
  }

  /** Note a change of a game that is on the stage. */
  onChange(previous, state) {
    const hasEnded = previous?.status === "live" && state.status === "finished";
    if (hasEnded) this.staysUntil.set(state.game_id, kioskNow() + STAY_MS);
    else if (state.status !== "finished") this.staysUntil.delete(state.game_id);
  }

  /**
   * Return the games that have a card, and those whose result has left it.
   * @param {any[]} games of all courts, in the order of the courts
   */
  split(games) {
    const folded = games.filter((game) => this.isFolded(game));
    if (folded.length === games.length) return { cards: games, folded: [] };
    const cards = games.filter((game) => !folded.includes(game));
    // Sorted by the index too: old browsers' sort is not stable.
    const order = new Map(cards.map((game, n) => [game, this.rank(game) * cards.length + n]));
    return { cards: cards.sort((one, other) => order.get(one) - order.get(other)), folded };
  }

  rank({ game_id: game, status = "live" }) {
    return this.staysUntil.get(game) > kioskNow() ? RANKS.live : RANKS[status];
  }

  isFolded({ game_id: game, status, updated_at: changedAt }) {
    const isOver = status === "finished" && !(this.staysUntil.get(game) > kioskNow());
    return isOver && kioskNow() - Date.parse(changedAt ?? 0) > this.resultMs;
  }
}
