// A SharedWorker: the one stream of all pages of this browser. A browser allows six connections to an address, all tabs
// together, so eight tabs with a stream each would not even load.
//
// A page is only told that there is news, and fetches it when it runs. One that sleeps through 600 changes finds a single
// message and then the newest state, never the 600.

import { age, Feed } from "./feed.js";

const EVERYTHING = "/venue/events";
const MOST_CALLS = 16;
// A page that is gone without a word (a crash) fetches nothing any more. One that only slept asks anew.
const GONE_MS = 60_000;
const LOOK_AFTER_MS = 15_000;

/** @type {Map<MessagePort, {url: string, states: Set<number>, kiosks: Set<string>, calls: [string, string][], told: number}>} */
const tabs = new Map();

const feed = new Feed(
  (state) => hear((tab) => wants(tab, state.game_id) && tab.states.add(state.game_id)),
  (name, data, log) => hear((tab) => (log ? tab.kiosks.add(log) : tab.calls.length < MOST_CALLS && tab.calls.push([name, data]))),
  () => hear(() => {}),
);

const gameOf = (url) => Number(/\d+/.exec(url));
const wants = ({ url }, game) => url === EVERYTHING || gameOf(url) === game;

/** Note something for each page, and tell those that do not know yet that there is something. */
function hear(note) {
  for (const [port, tab] of tabs) {
    note(tab);
    if (!tab.told) port.postMessage("news");
    tab.told ||= Date.now();
  }
}

/** Follow what the pages want: one game's stream for one game, the venue's for anything more. */
function follow() {
  const urls = new Set([...tabs.values()].map(({ url }) => url));
  if (urls.size) feed.follow(urls.size === 1 ? [...urls][0] : EVERYTHING);
  else feed.close();
}

function enter(port, url) {
  // As the kiosk would tell a page with a stream of its own: what is newest of its games, and which kiosks are away.
  const tab = { url, states: new Set(), kiosks: new Set(feed.kiosks.keys()), calls: [], told: 0 };
  for (const game of feed.states.keys()) if (wants(tab, game)) tab.states.add(game);
  tabs.set(port, tab);
  follow();
}

function leave(port) {
  tabs.delete(port);
  follow();
}

/** Hand a page all that it has not fetched yet; what was kept while the kiosk is away may be older than the page. */
function hand(port) {
  const tab = tabs.get(port);
  const { link, heard } = feed;
  const [games, logs] = link === "live" ? [[...tab.states], [...tab.kiosks]] : [[], []];
  const calls = [...logs.map((log) => ["kiosk", feed.kiosks.get(log)]), ...tab.calls];
  // A page's clock counts from another moment.
  const states = games.map((game) => feed.states.get(game)).map((state) => ({ ...state, age: age(state) }));
  port.postMessage({ states, calls, link, heard });
  for (const game of games) tab.states.delete(game);
  for (const log of logs) tab.kiosks.delete(log);
  Object.assign(tab, { calls: [], told: 0 });
}

function asked(port, { url, leaving, again }) {
  if (leaving) return leave(port);
  if (!tabs.has(port)) enter(port, url);
  if (again) feed.open();
  hand(port);
}

function lookAfter() {
  const long = Date.now() - GONE_MS;
  for (const [port, { told }] of tabs) if (told && told < long) leave(port);
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => asked(port, data);
};
setInterval(lookAfter, LOOK_AFTER_MS);
