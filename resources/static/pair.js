// Pairing page: saves the key of a pairing link, and lists the courts that this phone may score.
//
// The link carries a key or a code behind the #. It is removed from the address at once, so that neither the phone's history
// nor the next person sees it. A key is saved; a code is exchanged for a key of this phone's own.

import { beginMatch } from "./begin-match.js";
import { reloadColors } from "./colors.js";
import { isSameCourt } from "./courts.js";
import { callApi, deleteKey, deviceName, saveKey, scorerKey } from "./device.js";
import { LATE_AFTER_MS } from "./event-stream.js";
import { onFragment, refresh } from "./fragments.js";
import { t } from "./language.js";
import { showLink } from "./link.js";
import { countPresses } from "./presses.js";

const REFRESH_MS = 5_000;

const byId = (id) => document.getElementById(id);
const showMessage = (sentence) => (byId("message").textContent = sentence);
let court = null;
let shownNumbers = gameNumbers();
let listedAt = 0;
let lateTimer = 0;

async function onLink() {
  const params = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (params.has("key") && !saveKey(params.get("key"))) showMessage(t("This link is not whole. Copy it again, or scan its code."));
  if (params.has("code")) await exchange(params.get("code"));
  await showPairing();
}

async function exchange(code) {
  showMessage(t("Pairing this phone"));
  try {
    const { ok, data } = await callApi("POST", "/api/pair", { code, name: deviceName() });
    if (ok) saveKey(data.key);
    showMessage(ok ? "" : data.detail);
  } catch {
    showMessage(t("The kiosk does not answer. Stay near its Wi-Fi, then scan the code again."));
  }
}

/** Show whether this phone is paired; a key that the kiosk refuses is deleted. */
async function showPairing() {
  if (scorerKey() !== null) await checkDevice();
  const paired = scorerKey() !== null;
  byId("paired").hidden = !paired;
  byId("unpaired").hidden = paired;
  filterGames();
}

async function checkDevice() {
  try {
    const { status, ok, data } = await callApi("GET", "/api/device");
    if (status === 401 || status === 403) deleteKey();
    if (!ok) return showMessage(data.detail);
    court = data.court;
    byId("naming").hidden = data.device === null;
    byId("device").value = data.name;
    byId("bound").textContent = court === null ? "" : t("It keeps score on {court}.", { court });
  } catch {
    showMessage(t("The kiosk does not answer. This page tries again by itself."));
  }
}

/** Hide the games that this phone may not score. */
function filterGames() {
  const games = [...document.querySelectorAll("#games [data-court]")];
  for (const game of games) game.hidden = court !== null && !isSameCourt(game.dataset.court, court);
  byId("no-games").hidden = games.some((game) => !game.hidden);
  byId("unsent").replaceChildren(...[...countPresses()].map(([game, count]) => reminder(game, count)));
}

/** Return a link to a game whose presses have not been sent yet: opening the game sends them. */
function reminder(game, count) {
  const place = document.querySelector(`#games [data-game="${game}"]`)?.dataset.court ?? t("an earlier game");
  const link = Object.assign(document.createElement("a"), { className: "button", href: `/score/${game}` });
  link.textContent =
    count === 1 ? t("1 entry waits to be sent for {court}. Open it", { court: place }) : t("{count} entries wait to be sent for {court}. Open it", { count, court: place });
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function gameNumbers() {
  return [...document.querySelectorAll("#games [data-game]")].map((game) => game.dataset.game).join();
}

/** Remember when the list was the newest: the scores in it are late when no newer list has come. */
function onListed() {
  listedAt = Date.now();
  clearTimeout(lateTimer);
  lateTimer = setTimeout(showStatus, LATE_AFTER_MS, true);
  showStatus();
}

function showStatus(isLate = Date.now() - listedAt >= LATE_AFTER_MS) {
  showLink(document.querySelector(".link"), isLate ? "late" : "live", new Date(listedAt));
}

function refreshGames() {
  showStatus();
  if (document.visibilityState === "visible" && scorerKey() !== null) refresh(byId("games"));
}

onFragment(byId("games"), "afterSwap", () => {
  if (gameNumbers() !== shownNumbers) reloadColors();
  shownNumbers = gameNumbers();
  filterGames();
  onListed();
});

byId("naming").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const { ok, data } = await callApi("PUT", "/api/device", { name: byId("device").value });
    showMessage(ok ? t("The desk knows this phone as {name} now.", { name: data.name }) : data.detail);
  } catch {
    showMessage(t("The kiosk does not answer. The name is as it was."));
  }
});

byId("games").addEventListener("click", async ({ target }) => {
  const path = target.closest("[data-start]")?.dataset.start;
  if (!path) return;
  showMessage(await beginMatch(path));
});

byId("forget").addEventListener("click", async () => {
  // The key is deleted even if the kiosk does not answer: this phone can then no longer use it.
  await callApi("DELETE", "/api/device").catch(() => null);
  deleteKey();
  court = null;
  showMessage("");
  await showPairing();
});

addEventListener("hashchange", onLink);
addEventListener("pageshow", refreshGames);
document.addEventListener("visibilitychange", refreshGames);
setInterval(refreshGames, REFRESH_MS);
onListed();
onLink();
