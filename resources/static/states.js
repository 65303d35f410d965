// Newest states by game. A page or worker that stays open for months keeps the games of an evening: a result is forgotten
// once it has not changed for so long, as walls no longer show it then. Games that are not over are kept.

const EVENING_MS = 12 * 60 * 60 * 1000;

/**
 * Return how many milliseconds ago a state arrived, by the monotonic clock: a time limit has less left by as much. A state
 * in the page's HTML arrived when the page loaded.
 */
export const ageMs = ({ receivedAt = 0 }) => performance.now() - receivedAt;

/** Return the number of a state's game or tournament: no two share one. */
export const idOf = ({ game_id: game, tournament_id: tournament }) => game ?? tournament;

/**
 * Store the newest state of a game or tournament.
 * @param {Map<number, any>} states
 * @param {(game: number) => boolean} isShown whether a game is on the screen, and so is kept
 */
export function storeState(states, state, isShown = () => false) {
  if (!states.has(idOf(state))) forgetOldResults(states, isShown);
  states.set(idOf(state), state);
}

function forgetOldResults(states, isShown) {
  for (const [game, state] of states) {
    if (state.status === "finished" && ageMs(state) > EVENING_MS && !isShown(game)) states.delete(game);
  }
}
