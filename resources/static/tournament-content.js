// Content of a tournament's pages: the stream says that something has changed, and the server renders it again.

import { onFragment, refresh } from "./fragments.js";
import { watchOwner } from "./kiosks.js";
import { Stream } from "./stream.js";

// Times to come are told in minutes.
const MINUTE_MS = 60_000;

/**
 * Keep a fragment as new as the stream of its page's tournament.
 * @param {HTMLElement} content has an element with the `data-log` and `data-seq` of what the server has rendered
 * @param {(link: string, lastHeard: Date, words?: string) => void} onLink
 * @param {() => void} onReplaced called when the content is another
 * @param {(name: string, data: string) => void} onEvent
 */
export function followTournament(content, onLink, onReplaced = () => {}, onEvent = () => {}) {
  const tournament = Number(document.body.dataset.tournament);
  const shownState = () => {
    const { log, seq } = content.querySelector("[data-seq]").dataset;
    return { tournament_id: tournament, log, seq: Number(seq) };
  };
  const owner = watchOwner(() => shownState().log, onLink, onEvent);
  const stream = new Stream(`/tournament/${tournament}/changes`, shownState(), () => refresh(content), owner.onLink, owner.onEvent);
  // A state may have come while its content was on the way.
  const refreshIfOld = () => {
    const { log, seq } = shownState();
    const newest = stream.newestState;
    if (newest.log !== log || newest.seq > seq) refresh(content);
  };
  onFragment(content, "afterSwap", () => {
    owner.showStatus();
    onReplaced();
  });
  onFragment(content, "afterRequest", (isAnswered) => isAnswered && refreshIfOld());
  setInterval(() => document.visibilityState === "visible" && refresh(content), MINUTE_MS);
  stream.follow();
}
