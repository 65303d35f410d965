// SharedWorker with one event stream for all pages of this browser, and one for each tournament that they show. A browser
// allows six connections to one host for all tabs together, so eight tabs with one stream each would not even load. In a
// page, the same file starts the worker (early.js), so the worker's script is in the browser's cache.
//
// Invariant: at most one unanswered "news" message is queued at each page (`notifiedAt` is set from the message until the
// page fetches). So a page that slept through 600 changes finds one message and fetches the newest states, never the 600.

import { openEarly } from "./early.js";
import { EventStream, VENUE_URL } from "./event-stream.js";
import { ageMs, idOf } from "./states.js";

const MAX_EVENTS = 16;
// A page that crashed says nothing and stops fetching, so it is removed. One that only slept subscribes again.
const STALE_MS = 60_000;
const CHECK_INTERVAL_MS = 15_000;

/** @typedef {{url: string, ids: Set<number>, logs: Set<string>, events: [string, string][], notifiedAt: number}} Page its URL, and its
 * pending updates: games or its tournament with a newer state, logs of kiosks with a newer status, other events */

/** The pages that share a stream: those of games and the venue, or those of one tournament, which is in no other stream. */
class PageGroup {
  constructor() {
    /** @type {Map<MessagePort, Page>} */
    this.pages = new Map();
    this.stream = new EventStream(
      (state) => this.notify((page) => isFollowing(page, idOf(state)) && page.ids.add(idOf(state))),
      (name, data, log) => this.notify((page) => (log ? page.logs.add(log) : page.events.length < MAX_EVENTS && page.events.push([name, data]))),
      () => this.notify(() => {}),
    );
  }

  /** Apply a change to each page's pending updates, and notify the pages that have not been notified since their last fetch. */
  notify(change) {
    for (const [port, page] of this.pages) {
      change(page);
      if (!page.notifiedAt) port.postMessage("news");
      page.notifiedAt ||= Date.now();
    }
  }

  /** Follow one stream if all pages show that, else the venue's. */
  follow() {
    const urls = new Set([...this.pages.values()].map(({ url }) => url));
    if (urls.size) this.stream.follow(urls.size === 1 ? [...urls][0] : VENUE_URL);
    else this.stream.close();
  }

  add(port, url) {
    const { newestStates, kioskEvents } = this.stream;
    // A new page gets what a stream of its own would begin with: the newest state of its games, and each kiosk's status.
    const page = { url, ids: new Set(), logs: new Set(kioskEvents.keys()), events: [], notifiedAt: 0 };
    for (const id of newestStates.keys()) if (isFollowing(page, id)) page.ids.add(id);
    this.pages.set(port, page);
    this.follow();
  }

  remove(port) {
    this.pages.delete(port);
    this.follow();
  }

  /** Send a page its pending updates. While the kiosk is offline none are sent: stored states may be older than the page. */
  deliver(port) {
    const page = this.pages.get(port);
    const { link, lastHeard, kioskEvents, newestStates } = this.stream;
    const [ids, logs] = link === "live" ? [[...page.ids], [...page.logs]] : [[], []];
    const events = [...logs.map((log) => ["kiosk", kioskEvents.get(log)]), ...page.events];
    // performance.now() has another origin in each page, so a state is sent with its age.
    const states = ids.flatMap((id) => newestStates.get(id) ?? []).map((state) => ({ ...state, ageMs: ageMs(state) }));
    port.postMessage({ states, events, link, heardMsAgo: Date.now() - lastHeard, at: Date.now() });
    for (const id of ids) page.ids.delete(id);
    for (const log of logs) page.logs.delete(log);
    Object.assign(page, { events: [], notifiedAt: 0 });
  }
}

/** @type {Map<string, PageGroup>} by the URL of their tournament; empty for games and the venue */
const groups = new Map();

const idIn = (url) => Number(/\d+/.exec(url));
const isFollowing = ({ url }, id) => url === VENUE_URL || idIn(url) === id;

function groupOf(url) {
  const key = url.startsWith("/tournament/") ? url : "";
  if (!groups.has(key)) groups.set(key, new PageGroup());
  return groups.get(key);
}

function onMessage(port, { url, closing, reopen, resubscribe }) {
  const group = groupOf(url);
  if (closing) return group.remove(port);
  // A page may wake before this worker's ticker: it must not receive the states of before the sleep.
  group.stream.restartAfterSleep();
  if (resubscribe || !group.pages.has(port)) group.add(port, url);
  if (reopen) group.stream.open();
  group.deliver(port);
}

function removeStalePages() {
  const oldest = Date.now() - STALE_MS;
  for (const group of groups.values()) {
    for (const [port, { notifiedAt }] of group.pages) if (notifiedAt && notifiedAt < oldest) group.remove(port);
  }
}

function runWorker() {
  self.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => onMessage(port, data);
  };
  setInterval(removeStalePages, CHECK_INTERVAL_MS);
}

if (self.document) openEarly(document.currentScript);
else runWorker();
