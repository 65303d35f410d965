// Second part of the spectators' pages: who is followed is announced, and a game's page has a chart of its rounds, the last
// bag again, and a picture of the result. It comes after the first paint (more.js), so none of it delays the score.

import { announceFollowed } from "./alerts.js";
import { drawChart } from "./chart.js";
import { showLastBag } from "./last-bag.js";
import { offerPicture } from "./result-picture.js";

const style = new URL("spectator.css", document.currentScript.src);

let isFirst = true;

function onState(state) {
  announceFollowed(state, isFirst);
  if (!document.body.dataset.game) return;
  drawChart(document.getElementById("chart"), state);
  showLastBag(document.getElementById("board"), state);
  offerPicture(document.getElementById("share"), state);
}

document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style }));
document.addEventListener("game-state", ({ detail }) => onState(detail));
document.dispatchEvent(new Event("more"));
isFirst = false;
