// Tournament wall: the server renders every view of the tournament, and this script turns them like pages. A call covers
// them for a moment, with the line to read aloud and a chime.

import { kioskNow, setKioskNow } from "./clock.js";
import { fit, refitWithFonts } from "./fit.js";
import { refresh } from "./fragments.js";
import { t } from "./language.js";
import { showLink } from "./link.js";
import { appear } from "./motion.js";
import { startOrbit } from "./orbit.js";
import { showPageDots } from "./page-dots.js";
import { chime } from "./chime.js";
import { showRoundClocks } from "./round-clock.js";
import { Stream } from "./stream.js";
import { formatTimes } from "./times.js";
import { followTournament } from "./tournament-content.js";
import { bracketWindows } from "./bracket-windows.js";

const SECOND_MS = 1_000;
const TURN_MS = 12_000;
const CALL_MS = 14_000;
// Of one view, before the queue is shown again.
const PAGES_BETWEEN_QUEUES = 2;
const MOST_IN_A_COLUMN = 8;

const content = document.getElementById("content");
const call = document.getElementById("call");
const link = document.querySelector(".link");
/** @type {Map<number, string>} the score of each game in play */
const scores = new Map();
/** @type {string[]} matches that have been called and not yet been shown, as `data-match` names them */
let calls = [];
let callTimer = 0;
/** @type {{view: HTMLElement, show: () => void}[]} */
let pages = [];
let shown = 0;

/** Arrange what the server has rendered, and stay on the view that was shown. */
function arrange() {
  const { view: { dataset: { show = "" } = {} } = {} } = pages[shown] ?? {};
  formatTimes(content);
  for (const queue of content.querySelectorAll(".queue")) layOutQueue(queue);
  showScores();
  countDown();
  pages = takeTurns([...content.querySelectorAll(".view")].flatMap(pagesOf));
  if (pages[shown]?.view.dataset.show !== show) shown = Math.max(pages.findIndex(({ view }) => view.dataset.show === show), 0);
  showPage();
  showNextCall();
}

/** Show what the server has rendered just now. */
function onReplaced() {
  setKioskNow(Number(content.querySelector("[data-now]").dataset.now));
  arrange();
}

/** Say in how many seconds each match is called that will be called by itself. */
function countDown() {
  showRoundClocks(content);
  for (const due of content.querySelectorAll("[data-due]")) {
    const seconds = Math.ceil((Number(due.dataset.due) - kioskNow()) / SECOND_MS);
    due.textContent = seconds > 0 ? t("in {seconds} s", { seconds }) : "";
  }
}

function layOutQueue(queue) {
  const count = Number(queue.dataset.count);
  const across = count > MOST_IN_A_COLUMN ? 2 : 1;
  queue.toggleAttribute("data-many", across > 1);
  queue.style.setProperty("--across", across);
  queue.style.setProperty("--down", Math.max(Math.ceil(count / across), 4));
}

/** Return the pages of a view: of a list or a bracket as many as it needs, else one. */
function pagesOf(view) {
  const list = view.querySelector(".columns");
  const bracket = view.querySelector(".bracket");
  if (bracket) return bracketWindows(bracket).map((box) => ({ view, show: () => bracket.setAttribute("viewBox", box.join(" ")) }));
  const count = list ? Math.max(Math.ceil((list.scrollWidth - 1) / list.clientWidth), 1) : 1;
  return Array.from({ length: count }, (_, n) => ({ view, show: () => list && (list.scrollLeft = n * list.clientWidth) }));
}

/** Put the queue between the pages of long views: who looks up for the next match does not wait for a whole bracket. */
function takeTurns(all) {
  const queue = all.find(({ view }) => view.dataset.show === "queue");
  const others = all.filter((one) => one !== queue);
  if (!queue) return others;
  const turns = others.length ? others.flatMap((one, n) => (n % PAGES_BETWEEN_QUEUES ? [one] : [queue, one])) : [queue];
  // Who is to look for a partner sees that first.
  return all[0] === queue ? turns : [...turns.slice(1), queue];
}

function showPage() {
  const page = pages[shown];
  for (const view of content.querySelectorAll(".view")) view.toggleAttribute("data-waiting", view !== page?.view);
  page?.show();
  fit(page?.view.querySelectorAll(".fit") ?? []);
  showPageDots(document.getElementById("page-dots"), { page: shown, pages: pages.length }, t("Page {number} of {count}", { number: shown + 1, count: pages.length }));
}

function turn() {
  if (pages.length < 2 || !call.hidden) return;
  shown = (shown + 1) % pages.length;
  showPage();
  appear(pages[shown].view);
}

function onEvent(name, data) {
  if (name !== "call") return;
  const { division, match } = JSON.parse(data);
  calls.push(`${division} ${match}`);
  refresh(content);
}

/** Show the first call that has come, as soon as the server has rendered its names. */
function showNextCall() {
  if (!call.hidden) return;
  const found = calls.map((match) => content.querySelector(`.call[data-match="${match}"][data-status="called"]`)).filter(Boolean);
  const [card] = found;
  if (!card) return;
  calls = calls.filter((match) => match !== card.dataset.match);
  call.hidden = false;
  call.querySelector(".court").textContent = card.querySelector(".court .hidden").textContent;
  call.querySelector(".line").textContent = card.dataset.sentence;
  fit(call.querySelectorAll(".fit"));
  appear(call);
  chime();
  callTimer = setTimeout(endCall, CALL_MS);
}

function endCall() {
  clearTimeout(callTimer);
  call.hidden = true;
  showNextCall();
}

function onGame({ game_id: game, status, team1, team2 }) {
  scores.set(game, status === "live" ? `${team1.score}–${team2.score}` : "");
  showScores();
}

function showScores() {
  for (const score of content.querySelectorAll("[data-game]")) {
    const text = scores.get(Number(score.dataset.game)) ?? "";
    if (score.textContent !== text) score.textContent = text;
  }
}

addEventListener("resize", arrange);
setInterval(turn, TURN_MS);
setInterval(countDown, SECOND_MS);
startOrbit(document.body);
onReplaced();
refitWithFonts(() => fit(document.querySelectorAll(".view:not([data-waiting]) .fit")));
followTournament(content, (...status) => showLink(link, ...status), onReplaced, onEvent);
new Stream("/venue/events", null, onGame, () => {}).follow();
