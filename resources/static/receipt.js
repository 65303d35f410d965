// Receipt page, kept up to date: the other captain's answer appears here, and a corrected game reloads the page.

import { fetchFragment } from "./kiosk-fetch.js";
import "./print.js";
import { Stream } from "./stream.js";
import { formatTimes } from "./times.js";

formatTimes();

const { game, hash } = document.body.dataset;
const answers = document.getElementById("answers");
if (answers) {
  // A shared worker that has slept may first deliver a state older than this page's, with no receipt or another one.
  const { log, seq } = answers.dataset;
  new Stream(`/game/${game}/events`, { game_id: Number(game), log, seq: Number(seq) }, onState, () => {}).follow();
}

/** Show a newer state: fetch the answers again if the result is the same, else reload the page. */
async function onState(state) {
  if (state.receipt?.hash !== hash) return location.reload();
  if (state.seq <= Number(answers.dataset.seq)) return;
  const html = await fetchFragment(`/game/${game}/receipt/answers`);
  if (html === null || state.seq <= Number(answers.dataset.seq)) return;
  const typed = [...answers.querySelectorAll("input[id]")].map(({ id, value }) => [id, value]);
  const focused = document.activeElement?.id;
  answers.innerHTML = html;
  answers.dataset.seq = state.seq;
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  if (focused) document.getElementById(focused)?.focus();
}
