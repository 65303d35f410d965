// Receipt page that follows its game: the other captain's answer appears here, and a corrected game reloads the page.

import { fetchFragment } from "./kiosk-fetch.js";
import "./print.js";
import { Stream } from "./stream.js";

const { game, hash } = document.body.dataset;
const answers = document.getElementById("answers");
if (answers) {
  // An older state than this page's may come first, from a worker that has slept: it has no receipt, or another one.
  const { log, seq } = answers.dataset;
  new Stream(`/game/${game}/events`, { game_id: Number(game), log, seq: Number(seq) }, follow, () => {}).follow();
}

/** Take in a newer state: the same result and other answers, or another result. */
async function follow(state) {
  if (state.receipt?.hash !== hash) return location.reload();
  if (state.seq <= Number(answers.dataset.seq)) return;
  const fresh = await fetchFragment(`/game/${game}/receipt/answers`);
  if (fresh === null || state.seq <= Number(answers.dataset.seq)) return;
  const typed = [...answers.querySelectorAll("input[id]")].map(({ id, value }) => [id, value]);
  const focused = document.activeElement?.id;
  answers.innerHTML = fresh;
  answers.dataset.seq = state.seq;
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  if (focused) document.getElementById(focused)?.focus();
}
