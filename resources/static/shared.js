// SharedWorker with one event stream for all pages of this browser. A browser allows six connections to an address for
// all tabs together, so eight tabs with one stream each would not even load.
//
// A page is only notified that there is news, and fetches it when it runs. A page that sleeps through 600 changes finds
// one message and then the newest state, never the 600.

import { age, EventStream } from "./event-stream.js";

const EVERYTHING = "/venue/events";
const MAX_EVENTS = 16;
// A page that is gone without a word (a crash) fetches nothing any more. One that only slept asks anew.
const GONE_MS = 60_000;
const CHECK_EVERY_MS = 15_000;

/** @type {Map<MessagePort, {url: string, states: Set<number>, kiosks: Set<string>, events: [string, string][], notifiedAt: number}>} */
const tabs = new Map();

const stream = new EventStream(
  (state) => notify((tab) => wants(tab, state.game_id) && tab.states.add(state.game_id)),
  (name, data, log) => notify((tab) => (log ? tab.kiosks.add(log) : tab.events.length < MAX_EVENTS && tab.events.push([name, data]))),
  () => notify(() => {}),
);

const gameOf = (url) => Number(/\d+/.exec(url));
const wants = ({ url }, game) => url === EVERYTHING || gameOf(url) === game;

/** Change the pending state of each page, and notify the pages that have not been notified since their last fetch. */
function notify(change) {
  for (const [port, tab] of tabs) {
    change(tab);
    if (!tab.notifiedAt) port.postMessage("news");
    tab.notifiedAt ||= Date.now();
  }
}

/** Follow what the pages want: one game's stream for one game, the venue's for anything more. */
function follow() {
  const urls = new Set([...tabs.values()].map(({ url }) => url));
  if (urls.size) stream.follow(urls.size === 1 ? [...urls][0] : EVERYTHING);
  else stream.close();
}

function addPage(port, url) {
  // As the kiosk would tell a page with a stream of its own: what is newest of its games, and which kiosks are away.
  const tab = { url, states: new Set(), kiosks: new Set(stream.kiosks.keys()), events: [], notifiedAt: 0 };
  for (const game of stream.states.keys()) if (wants(tab, game)) tab.states.add(game);
  tabs.set(port, tab);
  follow();
}

function removePage(port) {
  tabs.delete(port);
  follow();
}

/** Send a page all that it has not fetched yet. While the kiosk is offline, stored states may be older than the page. */
function deliver(port) {
  const tab = tabs.get(port);
  const { link, heard } = stream;
  const [games, logs] = link === "live" ? [[...tab.states], [...tab.kiosks]] : [[], []];
  const events = [...logs.map((log) => ["kiosk", stream.kiosks.get(log)]), ...tab.events];
  // A page's clock counts from another moment.
  const states = games.flatMap((game) => stream.states.get(game) ?? []).map((state) => ({ ...state, age: age(state) }));
  port.postMessage({ states, events, link, heard, at: Date.now() });
  for (const game of games) tab.states.delete(game);
  for (const log of logs) tab.kiosks.delete(log);
  Object.assign(tab, { events: [], notifiedAt: 0 });
}

function onMessage(port, { url, leaving, again, anew }) {
  if (leaving) return removePage(port);
  // A page may be awake before this worker's own clock is: it must not be handed what was newest before the sleep.
  stream.slept();
  if (anew || !tabs.has(port)) addPage(port, url);
  if (again) stream.open();
  deliver(port);
}

function removeGone() {
  const oldest = Date.now() - GONE_MS;
  for (const [port, { notifiedAt }] of tabs) if (notifiedAt && notifiedAt < oldest) removePage(port);
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => onMessage(port, data);
};
setInterval(removeGone, CHECK_EVERY_MS);
