// Tournament page: the stream says that something has changed, and the server renders the content again. What the reader
// follows is marked in it, with the road that is still ahead.

import { Following, searchKey } from "./following.js";
import { showLink } from "./link.js";
import { runRoundClocks, showRoundClocks } from "./round-clock.js";
import { formatTimes } from "./times.js";
import { followTournament } from "./tournament-content.js";

const content = document.getElementById("content");
const link = document.querySelector(".link");
const following = new Following(markFollowed);

function markFollowed() {
  for (const marked of content.querySelectorAll("[data-mine], [data-road]")) for (const name of ["mine", "road"]) delete marked.dataset[name];
  const playing = new Set();
  for (const name of following.names) {
    for (const entry of entriesOf(name)) {
      playing.add(name);
      markEntry(entry);
    }
  }
  following.showFollowed(playing);
}

/** Return the entries of a name: a team's own, or all that a player is in. */
function entriesOf(name) {
  const options = [...content.querySelectorAll("#names option")].filter(({ value }) => searchKey(value) === searchKey(name));
  return options.flatMap(({ dataset }) => dataset.entries.split(" "));
}

function markEntry(entry) {
  for (const element of content.querySelectorAll(`[data-entry="${entry}"]`)) element.dataset.mine = "";
  for (const bracket of content.querySelectorAll(".bracket")) markRoad(bracket, entry);
}

/** Mark the matches that an entry has played, and those that it plays if it goes on winning. */
function markRoad(bracket, entry) {
  const own = [...bracket.querySelectorAll(".drawn")].filter(({ dataset }) => dataset.sides.split(" ").includes(entry));
  for (const match of own) markMatch(bracket, match);
  let match = own.filter(({ dataset }) => dataset.status !== "over").pop();
  while (match) {
    markMatch(bracket, match);
    match = bracket.querySelector(`.drawn[data-match="${match.dataset.winnerTo}"]`);
  }
}

function markMatch(bracket, match) {
  match.dataset.road = "";
  for (const line of bracket.querySelectorAll(`[data-target="${match.dataset.match}"]`)) {
    const source = bracket.querySelector(`.drawn[data-match="${line.dataset.source}"]`);
    if (source.hasAttribute("data-road")) line.dataset.road = "";
  }
}

function onReplaced() {
  formatTimes(content);
  showRoundClocks(content);
  markFollowed();
}

formatTimes();
runRoundClocks(content);
following.show();
followTournament(content, (...status) => showLink(link, ...status), onReplaced);
