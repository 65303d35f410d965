// Second part of a spectator's page: what it can do beside showing the score (spectator.js), loaded once the page is live.
// The page hands over each state as an event of the document, and all that it has when the second part is there.

const LOAD_AFTER_MS = 1_000;

/** Hand over a state. @param {any} state */
export function handOver(state) {
  document.dispatchEvent(new CustomEvent("game-state", { detail: state }));
}

/** Load the second part after everything else. @param {() => Iterable<any>} states returns the newest states */
export function loadMore(states) {
  document.addEventListener("more", () => [...states()].forEach(handOver));
  const load = () => setTimeout(() => document.head.append(Object.assign(document.createElement("script"), { src: document.body.dataset.more })), LOAD_AFTER_MS);
  if (document.readyState === "complete") load();
  else addEventListener("load", load);
}
