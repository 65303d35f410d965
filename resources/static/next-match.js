// Next match of the court on the page of a game that is over (next-game.js): which it is, and once it is called, the button
// that begins it. Part of what is loaded after the page, since a game takes longer than that.

import { beginMatch } from "./begin-match.js";
import { t } from "./language.js";

const { fixture, court } = JSON.parse(document.getElementById("state").textContent);
const words = Object.assign(document.createElement("p"), { className: "next-match" });
const button = Object.assign(document.createElement("button"), { type: "button", className: "next", hidden: true, textContent: t("Begin") });
let path = "";

/** @param {{tournament_id: number, division: number, match: string, court: string, sides: [string, string], status: string} | null} match */
function show(match) {
  const sentence = matchWords(match);
  if (sentence) words.setAttribute("role", "status"); // a page has one live region as long as there is nothing to say here
  if (words.textContent !== sentence) words.textContent = sentence;
  path = match?.status === "called" ? `/api/tournaments/${match.tournament_id}/divisions/${match.division}/matches/${match.match}/start` : "";
  button.hidden = !path;
}

/** Say which match is next; at a tournament's game also that there is none yet. */
function matchWords(match) {
  if (match) return t("Next on {court}: {team} against {other}", { court: match.court, team: match.sides[0], other: match.sides[1] });
  return fixture ? t("This phone waits for the next match on {court}.", { court }) : "";
}

button.addEventListener("click", async () => {
  button.disabled = true;
  const refusal = await beginMatch(path);
  button.disabled = false;
  if (refusal) words.textContent = refusal;
});
document.querySelector(".commands").prepend(words, button);
document.addEventListener("court-match", ({ detail }) => show(detail));
