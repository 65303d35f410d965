// Where a pairing link leads, and the courts this phone may score.
//
// What came behind the # is taken out of the address at once, where the next person to look at the phone, or its history,
// would find it: a key is kept, a code is exchanged for a key of this phone's own.

import { paint } from "./colors.js";
import { ask, forget, keep, key, model } from "./device.js";
import { t } from "./language.js";
import { waiting } from "./presses.js";

const EVERY_MS = 5_000;

const at = (id) => document.getElementById(id);
const say = (sentence) => (at("said").textContent = sentence);
let court = null;

async function arrive() {
  const params = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (params.has("key") && !keep(params.get("key"))) say(t("This link is not whole. Copy it again, or scan its code."));
  if (params.has("code")) await exchange(params.get("code"));
  await show();
}

async function exchange(code) {
  say(t("Pairing this phone"));
  try {
    const { ok, data } = await ask("POST", "/api/pair", { code, name: model() });
    if (ok) keep(data.key);
    say(ok ? "" : data.detail);
  } catch {
    say(t("The kiosk does not answer. Stay near its Wi-Fi, then scan the code again."));
  }
}

/** Show what the kiosk says of this phone; a key that is worth nothing is forgotten. */
async function show() {
  if (key() !== null) await introduce();
  const paired = key() !== null;
  at("paired").hidden = !paired;
  at("unpaired").hidden = paired;
  filter();
}

async function introduce() {
  try {
    const { status, ok, data } = await ask("GET", "/api/device");
    if (status === 401 || status === 403) forget();
    if (!ok) return say(data.detail);
    court = data.court;
    at("naming").hidden = data.device === null;
    at("device").value = data.name;
    at("bound").textContent = court === null ? "" : t("It keeps score on {court}.", { court });
  } catch {
    say(t("The kiosk does not answer. This page tries again by itself."));
  }
}

/** A phone of one court is shown that one only. */
function filter() {
  const games = [...document.querySelectorAll("#games [data-court]")];
  for (const game of games) game.hidden = court !== null && game.dataset.court !== court;
  at("none").hidden = games.some((game) => !game.hidden);
  at("left").replaceChildren(...[...waiting()].map(([game, count]) => reminder(game, count)));
}

/** What was pressed away from the network and not sent: opening its game sends it. */
function reminder(game, count) {
  const court = document.querySelector(`#games [data-game="${game}"]`)?.dataset.court ?? t("an earlier game");
  const link = Object.assign(document.createElement("a"), { className: "button", href: `/score/${game}` });
  link.textContent =
    count === 1 ? t("1 entry waits to be sent for {court}. Open it", { court }) : t("{count} entries wait to be sent for {court}. Open it", { count, court });
  const item = document.createElement("li");
  item.append(link);
  return item;
}

async function renew() {
  if (document.visibilityState !== "visible" || key() === null) return;
  try {
    const answer = await fetch("/score/games", { signal: AbortSignal.timeout(EVERY_MS) });
    if (!answer.ok) return;
    const numbers = () => [...document.querySelectorAll("#games [data-game]")].map((game) => game.dataset.game).join();
    const before = numbers();
    at("games").innerHTML = await answer.text();
    if (numbers() !== before) paint();
    filter();
  } catch {
    // The list stands as it was; choosing a game says whether the kiosk answers.
  }
}

at("naming").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const { ok, data } = await ask("PUT", "/api/device", { name: at("device").value });
    say(ok ? t("The desk knows this phone as {name} now.", { name: data.name }) : data.detail);
  } catch {
    say(t("The kiosk does not answer. The name is as it was."));
  }
});

at("forget").addEventListener("click", async () => {
  // Also without an answer: what this phone no longer has, it can no longer use.
  await ask("DELETE", "/api/device").catch(() => null);
  forget();
  court = null;
  say("");
  await show();
});

addEventListener("hashchange", arrive);
addEventListener("pageshow", renew);
document.addEventListener("visibilitychange", renew);
setInterval(renew, EVERY_MS);
arrive();
