// Receipt page, kept up to date: the other captain's answer appears here, and so does what a correction has changed.

import { reloadColors } from "./colors.js";
import { onFragment, refresh } from "./fragments.js";
import "./print.js";
import { Stream } from "./stream.js";
import { formatTimes } from "./times.js";

const receipt = document.getElementById("receipt");
const answers = () => document.getElementById("answers");
const { game } = document.body.dataset;
const { log, seq } = receipt.dataset;

/** Show a newer state: the answers if the result is the same, else all. */
function onState({ seq: newest, receipt: result }) {
  if ((result?.hash ?? "") !== receipt.dataset.hash) refresh(receipt);
  else if (answers() && newest > Number(answers().dataset.seq)) refresh(answers());
}

function onReceipt() {
  formatTimes();
  reloadColors();
}

formatTimes();
onFragment(receipt, "afterSwap", onReceipt);
// A shared worker that has slept may first deliver a state older than this page's.
new Stream(`/game/${game}/events`, { game_id: Number(game), log, seq: Number(seq) }, onState, () => {}).follow();
