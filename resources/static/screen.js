// Client of the display control: reports what this screen is and shows, and executes the desk's orders.
//
// Its id, name and scene are its own and stay in the browser, so the kiosk may be started anew and still find it as it was.
// An order comes on the stream, and again in the answer to each report until the screen has said that it is done.

import { setKioskTime } from "./clock.js";
import { randomId } from "./uuid.js";

const SLOT = "screen";
const DONE = "order done";
const REPORT_MS = 10_000;
const SOON_MS = 500;
const LONGEST_PAGE = 300;
const MOST_GAMES = 64;

export class Screen {
  /**
   * @param {"wall" | "overlay"} kind
   * @param {() => Iterable<any>} showing returns the states that are painted now
   * @param {{identify: (name: string) => void, show: (scene: object) => void}} actions
   */
  constructor(kind, showing, actions) {
    this.kind = kind;
    this.showing = showing;
    this.actions = actions;
    this.run = randomId(4);
    this.timer = 0;
    this.done = tab.getItem(DONE) ?? "";
    this.tried = new Set([this.done]);
    // Two windows of one browser have one memory; a second one keeps what is its own for as long as it is open.
    this.memory = tab.getItem(SLOT) ? tab : browser;
    this.kept = parsed(this.memory.getItem(SLOT));
    const page = (location.pathname + location.search).slice(0, LONGEST_PAGE);
    // A scene was ordered for the page that was open then; who opens another wants to see that.
    const scene = this.kept.page === page ? this.kept.scene : { show: "page" };
    this.keep({ id: this.kept.id ?? randomId(8), page, scene });
  }

  get scene() {
    return this.kept.scene;
  }

  get title() {
    const { id, name } = this.kept;
    return name || `${this.kind === "wall" ? "Wall" : "Overlay"} ${id.slice(0, 4).toUpperCase()}`;
  }

  start() {
    setInterval(() => this.report(), REPORT_MS);
    this.soon();
  }

  /** Report, once for all that changes in the same moment. */
  soon() {
    this.timer ||= setTimeout(() => this.report(), SOON_MS);
  }

  async report() {
    clearTimeout(this.timer);
    this.timer = 0;
    const answer = await post("/screens", this.status());
    if (answer?.taken) this.takeAnotherId();
    for (const order of answer?.orders ?? []) this.execute(order);
  }

  status() {
    const { id, name = "", page, scene } = this.kept;
    const games = [...this.showing()].slice(0, MOST_GAMES);
    const shows = Object.fromEntries(games.map((state) => [state.game_id, `${state.log ?? ""}-${state.seq ?? 0}`]));
    return { id, run: this.run, kind: this.kind, name, page, scene, shows, done: this.done, width: innerWidth, height: innerHeight };
  }

  takeAnotherId() {
    this.memory = tab;
    this.keep({ id: randomId(8), name: "" });
    this.soon();
  }

  /** Carry out an order that came on the stream, if it is for this screen. */
  onOrder(data) {
    const order = JSON.parse(data);
    if (order.screen === this.kept.id) this.execute(order);
  }

  execute({ order, do: what, name, scene }) {
    if (this.tried.has(order)) return;
    this.tried.add(order);
    this.done = order;
    tab.setItem(DONE, order);
    if (what === "reload") return location.reload();
    if (what === "rename") this.keep({ name });
    if (what === "show") this.keep({ scene });
    if (what === "show") this.actions.show(scene);
    else this.actions.identify(this.title);
    this.soon();
  }

  keep(more) {
    Object.assign(this.kept, more);
    this.memory.setItem(SLOT, JSON.stringify(this.kept));
  }
}

/** Send JSON and return that of the answer; null when the kiosk is away or refuses. */
async function post(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    setKioskTime(answer);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function parsed(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A memory of the browser; where it allows none, one that lasts as long as the page. */
function memory(name) {
  try {
    return window[name];
  } catch {
    const kept = new Map();
    return { getItem: (slot) => kept.get(slot) ?? null, setItem: (slot, text) => kept.set(slot, text) };
  }
}

const browser = memory("localStorage");
const tab = memory("sessionStorage");
