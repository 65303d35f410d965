// This screen as the desk knows it: says what it is and shows, and carries out the desk's orders.
//
// Its id, name and scene are its own and stay in the browser, so the kiosk may be started anew and still find it as it was.
// An order comes on the stream, and again in the answer to each report until the screen has said that it is done.

const SLOT = "screen";
const REPORT_MS = 10_000;
const SOON_MS = 500;

export class Screen {
  /**
   * @param {"wall" | "overlay"} kind
   * @param {() => Iterable<any>} showing returns the states that are painted now
   * @param {{identify: (name: string) => void, show: (scene: object) => void}} does
   */
  constructor(kind, showing, does) {
    this.kind = kind;
    this.showing = showing;
    this.does = does;
    this.run = random(4);
    this.kept = kept();
    this.kept.id ??= random(8);
    this.page = location.pathname + location.search;
    // A scene was ordered for the page that was open then; who opens another wants to see that.
    if (this.kept.page !== this.page) this.keep({ page: this.page, scene: { show: "page" } });
    this.done = store("sessionStorage")?.getItem("done") ?? "";
    this.tried = new Set([this.done]);
    this.timer = 0;
  }

  get scene() {
    return this.kept.scene;
  }

  start() {
    this.keep({});
    setInterval(() => this.report(), REPORT_MS);
    this.soon();
  }

  /** Report, once for all that changes in the same moment. */
  soon() {
    this.timer ||= setTimeout(() => this.report(), SOON_MS);
  }

  async report() {
    this.timer = clearTimeout(this.timer);
    const { id, name = "", scene } = this.kept;
    const shows = Object.fromEntries([...this.showing()].slice(0, 64).map((state) => [state.game_id, `${state.log ?? ""}-${state.seq ?? 0}`]));
    const said = { id, run: this.run, kind: this.kind, name, scene, shows, done: this.done, page: this.page.slice(0, 300), width: innerWidth, height: innerHeight };
    try {
      const answer = await fetch("/screens", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said) });
      if (answer.ok) this.answered(await answer.json());
    } catch {
      // Away: the link says so, and the next report is soon.
    }
  }

  answered({ orders, taken }) {
    // Two windows of one browser have one memory; the one that came first takes an id of its own for as long as it is open.
    if (taken) {
      this.kept.id = random(8);
      store("sessionStorage")?.setItem("id", this.kept.id);
      return this.soon();
    }
    for (const order of orders) this.obey(order);
  }

  /** Carry out an order that came on the stream, if it is ours. */
  heard(data) {
    const order = JSON.parse(data);
    if (order.screen === this.kept.id) this.obey(order);
  }

  obey({ order, do: what, name, scene }) {
    if (this.tried.has(order)) return;
    this.tried.add(order);
    this.done = order;
    store("sessionStorage")?.setItem("done", order);
    if (what === "rename") this.keep({ name });
    if (what === "show") {
      this.keep({ scene });
      this.does.show(scene);
    }
    if (what === "identify" || what === "rename") this.does.identify(this.title);
    if (what === "reload") location.reload();
    else this.soon();
  }

  get title() {
    const { id, name } = this.kept;
    return name || `${this.kind === "wall" ? "Wall" : "Overlay"} ${id.slice(0, 4).toUpperCase()}`;
  }

  keep(more) {
    Object.assign(this.kept, more);
    const { id, ...rest } = this.kept;
    const own = store("sessionStorage")?.getItem("id");
    store("localStorage")?.setItem(SLOT, JSON.stringify({ ...rest, id: own ? kept("localStorage").id : id }));
  }
}

/** What the browser has kept of this screen. */
function kept() {
  try {
    const all = JSON.parse(store("localStorage")?.getItem(SLOT) ?? "{}");
    const own = store("sessionStorage")?.getItem("id");
    return own ? { ...all, id: own } : all;
  } catch {
    return {};
  }
}

/** A store of the browser, or undefined where it allows none. */
function store(name) {
  try {
    return window[name];
  } catch {
    return undefined;
  }
}

function random(bytes) {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
