// Client of the display control: reports what this screen is and shows, and executes the desk's orders.
//
// The screen's id, name and scene are stored in its browser, so it is still the same screen after the kiosk restarts.
// An order arrives on the stream, and again in the response to each report until the screen has reported that it is done:
// `executed` makes each order run once, however often it arrives.

import { setKioskTime } from "./clock.js";
import { randomId } from "./uuid.js";

const STORAGE_KEY = "screen";
const LAST_ORDER_KEY = "order done";
const UPGRADE_KEY = "upgraded to";
// The kiosk's files carry their fingerprint in their URL.
const LOADED_BUILD = /\/static\/(\w{16})\//.exec(document.currentScript?.src ?? "")?.[1];
const REPORT_MS = 10_000;
const REPORT_DELAY_MS = 500;
const MAX_URL_LENGTH = 300;
const MAX_GAMES = 64;

export class Screen {
  /**
   * @param {"wall" | "overlay"} kind
   * @param {() => Iterable<any>} visibleStates returns the states that are visible now
   * @param {{identify: (name: string) => void, show: (scene: object) => void}} actions
   */
  constructor(kind, visibleStates, actions) {
    this.kind = kind;
    this.visibleStates = visibleStates;
    this.actions = actions;
    this.runId = randomId(4);
    this.timer = 0;
    this.lastOrder = tabStorage.getItem(LAST_ORDER_KEY) ?? "";
    this.executed = new Set([this.lastOrder]);
    // Two windows of one browser share localStorage; the second one stores its settings in its tab, while that is open.
    this.storage = tabStorage.getItem(STORAGE_KEY) ? tabStorage : browserStorage;
    this.settings = parseJson(this.storage.getItem(STORAGE_KEY));
    const page = (location.pathname + location.search).slice(0, MAX_URL_LENGTH);
    // A scene belongs to the page that was open when it was ordered. Another page begins with its own scene.
    const scene = this.settings.page === page ? this.settings.scene : { show: "page" };
    this.save({ id: this.settings.id ?? randomId(8), page, scene });
  }

  get scene() {
    return this.settings.scene;
  }

  get displayName() {
    const { id, name } = this.settings;
    return name || `${this.kind === "wall" ? "Wall" : "Overlay"} ${id.slice(0, 4).toUpperCase()}`;
  }

  start() {
    setInterval(() => this.report(), REPORT_MS);
    this.reportSoon();
  }

  /** Report soon, once for all changes of the same moment. */
  reportSoon() {
    this.timer ||= setTimeout(() => this.report(), REPORT_DELAY_MS);
  }

  async report() {
    clearTimeout(this.timer);
    this.timer = 0;
    const response = await post("/screens", this.status());
    if (response?.taken) this.takeAnotherId();
    for (const order of response?.orders ?? []) this.execute(order);
    if (response) reloadAfterUpgrade(response.build);
  }

  status() {
    const { id, name = "", page, scene } = this.settings;
    const games = [...this.visibleStates()].slice(0, MAX_GAMES);
    const shows = Object.fromEntries(games.map((state) => [state.game_id, `${state.log ?? ""}-${state.seq ?? 0}`]));
    return { id, run: this.runId, kind: this.kind, name, page, scene, shows, done: this.lastOrder, width: innerWidth, height: innerHeight };
  }

  takeAnotherId() {
    this.storage = tabStorage;
    this.save({ id: randomId(8), name: "" });
    this.reportSoon();
  }

  /** Execute an order from the stream, if it is for this screen. */
  onOrder(data) {
    const order = JSON.parse(data);
    if (order.screen === this.settings.id) this.execute(order);
  }

  execute({ order, do: action, name, scene }) {
    if (this.executed.has(order)) return;
    this.executed.add(order);
    this.lastOrder = order;
    tabStorage.setItem(LAST_ORDER_KEY, order);
    if (action === "reload") return location.reload();
    if (action === "rename") this.save({ name });
    if (action === "show") this.save({ scene });
    if (action === "show") this.actions.show(scene);
    else this.actions.identify(this.displayName);
    this.reportSoon();
  }

  save(changes) {
    Object.assign(this.settings, changes);
    this.storage.setItem(STORAGE_KEY, JSON.stringify(this.settings));
  }
}

/** Load the page again if the kiosk has been upgraded since; once for each upgrade, whatever a proxy then answers. */
function reloadAfterUpgrade(build) {
  if (!build || !LOADED_BUILD || build === LOADED_BUILD || tabStorage.getItem(UPGRADE_KEY) === build) return;
  tabStorage.setItem(UPGRADE_KEY, build);
  location.reload();
}

/** Send JSON and return the response's JSON; null if the kiosk does not answer or refuses. */
async function post(url, body) {
  try {
    const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    setKioskTime(response);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function parseJson(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Return a storage of the browser; where it is blocked, one that lasts as long as the page. */
function openStorage(name) {
  try {
    return window[name];
  } catch {
    const values = new Map();
    return { getItem: (key) => values.get(key) ?? null, setItem: (key, text) => values.set(key, text) };
  }
}

const browserStorage = openStorage("localStorage");
const tabStorage = openStorage("sessionStorage");
