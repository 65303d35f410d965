// SharedWorker with one event stream for all pages of this browser. A browser allows six connections to one host for all
// tabs together, so eight tabs with one stream each would not even load. In a page, the same file starts the worker (early.js),
// so the worker's script is in the browser's cache.
//
// Invariant: at most one unanswered "news" message is queued at each page (`notifiedAt` is set from the message until the
// page fetches). So a page that slept through 600 changes finds one message and fetches the newest states, never the 600.

import { openEarly } from "./early.js";
import { EventStream, VENUE_URL } from "./event-stream.js";
import { ageMs } from "./states.js";

const MAX_EVENTS = 16;
// A page that crashed says nothing and stops fetching, so it is removed. One that only slept subscribes again.
const STALE_MS = 60_000;
const CHECK_INTERVAL_MS = 15_000;

// Each page's URL and its pending updates: games with a newer state, logs of kiosks with a newer status, other events.
/** @type {Map<MessagePort, {url: string, games: Set<number>, logs: Set<string>, events: [string, string][], notifiedAt: number}>} */
const pages = new Map();

const stream = new EventStream(
  (state) => notify((page) => isFollowing(page, state.game_id) && page.games.add(state.game_id)),
  (name, data, log) => notify((page) => (log ? page.logs.add(log) : page.events.length < MAX_EVENTS && page.events.push([name, data]))),
  () => notify(() => {}),
);

const gameIdOf = (url) => Number(/\d+/.exec(url));
const isFollowing = ({ url }, game) => url === VENUE_URL || gameIdOf(url) === game;

/** Apply a change to each page's pending updates, and notify the pages that have not been notified since their last fetch. */
function notify(change) {
  for (const [port, page] of pages) {
    change(page);
    if (!page.notifiedAt) port.postMessage("news");
    page.notifiedAt ||= Date.now();
  }
}

/** Follow one game's stream if all pages show that game, else the venue's. */
function follow() {
  const urls = new Set([...pages.values()].map(({ url }) => url));
  if (urls.size) stream.follow(urls.size === 1 ? [...urls][0] : VENUE_URL);
  else stream.close();
}

function addPage(port, url) {
  // A new page gets what a stream of its own would begin with: the newest state of its games, and each kiosk's status.
  const page = { url, games: new Set(), logs: new Set(stream.kioskEvents.keys()), events: [], notifiedAt: 0 };
  for (const game of stream.newestStates.keys()) if (isFollowing(page, game)) page.games.add(game);
  pages.set(port, page);
  follow();
}

function removePage(port) {
  pages.delete(port);
  follow();
}

/** Send a page its pending updates. While the kiosk is offline none are sent: stored states may be older than the page. */
function deliver(port) {
  const page = pages.get(port);
  const { link, lastHeard } = stream;
  const [games, logs] = link === "live" ? [[...page.games], [...page.logs]] : [[], []];
  const events = [...logs.map((log) => ["kiosk", stream.kioskEvents.get(log)]), ...page.events];
  // performance.now() has another origin in each page, so a state is sent with its age.
  const states = games.flatMap((game) => stream.newestStates.get(game) ?? []).map((state) => ({ ...state, ageMs: ageMs(state) }));
  port.postMessage({ states, events, link, heardMsAgo: Date.now() - lastHeard, at: Date.now() });
  for (const game of games) page.games.delete(game);
  for (const log of logs) page.logs.delete(log);
  Object.assign(page, { events: [], notifiedAt: 0 });
}

function onMessage(port, { url, closing, reopen, resubscribe }) {
  if (closing) return removePage(port);
  // A page may wake before this worker's ticker: it must not receive the states of before the sleep.
  stream.restartAfterSleep();
  if (resubscribe || !pages.has(port)) addPage(port, url);
  if (reopen) stream.open();
  deliver(port);
}

function removeStalePages() {
  const oldest = Date.now() - STALE_MS;
  for (const [port, { notifiedAt }] of pages) if (notifiedAt && notifiedAt < oldest) removePage(port);
}

function runWorker() {
  self.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => onMessage(port, data);
  };
  setInterval(removeStalePages, CHECK_INTERVAL_MS);
}

if (self.document) openEarly(document.currentScript);
else runWorker();
