// A program that uses the generated TypeScript types. Usage: score_game.js URL KEY
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const [baseUrl, key] = process.argv.slice(2) as [string, string];
const kiosk = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

type State = components["schemas"]["State"];

function ok<Answer>({ data, error }: { data?: Answer; error?: { detail: string; code: string } }): Answer {
  if (data === undefined) throw new Error(error?.detail);
  return data;
}

type LoggedEvent = components["schemas"]["EventEntry"]["event"];

/** Return the player's name in an event, and "" for any other event, also of a kind that is not known yet. */
function nameOf(event: LoggedEvent): string {
  switch (event.type) {
    case "player-joined":
    case "player-renamed":
    case "player-substituted":
      return event.name;
    default:
      return "";
  }
}

async function play(): Promise<number> {
  const created: State = ok(await kiosk.POST("/api/games", {
    body: {
      court: "TypeScript",
      rules: { games: 3 },
      team1: { name: "Hawks", players: ["Ann"] },
      team2: { name: "Owls", players: ["Cy"] },
    },
  }));
  const params = { path: { id: created.game_id } };
  assert.deepEqual([created.status, created.rules.target, created.match?.games], ["lobby", 21, 3]);
  const joined = ok(await kiosk.POST("/api/games/{id}/join", { params, body: { name: "Bo", team: 1 } }));
  assert.deepEqual(joined.team1.players.map((player) => player.name), ["Ann", "Bo"]);
  ok(await kiosk.POST("/api/games/{id}/start", { params, body: {} }));
  const thrown = ok(await kiosk.POST("/api/games/{id}/throws", {
    params: { ...params, header: { "Idempotency-Key": "typescript-1" } },
    body: { team: 1, result: "hole", x: 12, y: 39 },
  }));
  assert.deepEqual([thrown.bags[0]?.result, thrown.can_undo], ["hole", true]);
  assert.equal(ok(await kiosk.POST("/api/games/{id}/undo", { params, body: {} })).bags.length, 0);
  ok(await kiosk.POST("/api/games/{id}/rounds", { params, body: { team1: { in: 4, on: 0 }, team2: { in: 0, on: 1 } } }));
  const corrected = ok(await kiosk.PUT("/api/games/{id}/rounds/{n}", {
    params: { path: { ...params.path, n: 1 } },
    body: { team1: { in: 3, on: 0 }, team2: { in: 0, on: 0 }, reason: "One off." },
  }));
  assert.deepEqual([corrected.team1.score, corrected.correction?.before], [9, [11, 0]]);
  const player = { path: { ...params.path, n: 1 } };
  const renamed = ok(await kiosk.PUT("/api/games/{id}/players/{n}", { params: player, body: { name: "Anna" } }));
  assert.equal(renamed.team1.players[0]?.name, "Anna");
  const replaced = ok(await kiosk.POST("/api/games/{id}/players/{n}/substitute", { params: player, body: { name: "Dee" } }));
  assert.deepEqual(replaced.team1.former_players?.map((former) => former.name), ["Anna"]);
  const { events } = ok(await kiosk.GET("/api/games/{id}/log", { params }));
  const first: LoggedEvent | undefined = events[0]?.event;
  assert.equal(first?.type === "game-created" ? first.court : undefined, "TypeScript");
  const names = events.map(({ event }) => nameOf(event)).filter((name) => name !== "");
  assert.deepEqual(names, ["Bo", "Anna", "Dee"]);
  assert.equal(nameOf({ type: "game-postponed", until: "2030-01-01" } as unknown as LoggedEvent), "");
  return created.game_id;
}

async function forfeitAndContinue(id: number): Promise<void> {
  const params = { path: { id } };
  const over = ok(await kiosk.POST("/api/games/{id}/end", {
    params,
    body: { ended_by: "forfeit", winner: 1, reason: "Gone home." },
  }));
  assert.deepEqual([over.ended_by, over.winner, over.team1.score], ["forfeit", 1, 21]);
  const refused = await kiosk.POST("/api/games/{id}/throws", { params, body: { team: 1, result: "off" } });
  assert.deepEqual([refused.response.status, refused.error?.code], [409, "game-over"]);
  const next = ok(await kiosk.POST("/api/games/{id}/next", { params, body: {} }));
  assert.deepEqual([next.match?.number, next.match?.wins], [2, [1, 0]]);
  assert.ok(ok(await kiosk.GET("/api/games")).some((state) => state.game_id === next.game_id));
}

async function addNames(): Promise<void> {
  const rows = ok(await kiosk.POST("/api/names", { body: { rows: [{ team: "Owls", players: ["Lea"] }] } }));
  assert.ok(rows.accepted.some(({ name }) => name === "Lea"));
  const file = ok(await kiosk.POST("/api/names", {
    params: { query: { source: "season.csv" } },
    body: "Equipo;Jugador\nÁguilas;Íñigo\n",
    bodySerializer: (body) => body,
    headers: { "Content-Type": "text/csv" },
  }));
  assert.deepEqual(file.accepted.map(({ line, name }) => [line, name]), [[2, "Águilas"], [2, "Íñigo"]]);
}

async function pairAPhone(): Promise<void> {
  const { code } = ok(await kiosk.POST("/api/codes", { body: { court: "TypeScript" } }));
  const phone = ok(await kiosk.POST("/api/pair", { body: { code, name: "Phone" } }));
  const params = { path: { n: phone.device } };
  assert.ok(ok(await kiosk.GET("/api/devices")).some(({ device }) => device === phone.device));
  assert.equal(ok(await kiosk.PUT("/api/devices/{n}", { params, body: { name: "Pixel" } })).name, "Pixel");
  assert.equal((await kiosk.DELETE("/api/devices/{n}", { params, body: {} })).response.status, 204);
}

async function controlAScreen(): Promise<void> {
  const id = "fedcba9876543210";
  const report = ok(await kiosk.POST("/screens", {
    body: { id, run: "01234567", kind: "wall", width: 1920, height: 1080, page: "/display", scene: { show: "page" }, shows: {} },
  }));
  assert.deepEqual(report.orders, []);
  assert.ok(ok(await kiosk.GET("/api/screens")).some((screen) => screen.id === id));
  const ordered = ok(await kiosk.POST("/api/screens/{id}", { params: { path: { id } }, body: { do: "identify" } }));
  assert.equal(ordered.waiting, 1);
}

async function runATournament(): Promise<void> {
  const created = ok(await kiosk.POST("/api/tournaments", { body: { name: "Friday", courts: ["Board 1"], calling: "ask" } }));
  const t = created.tournament_id;
  ok(await kiosk.POST("/api/tournaments/{t}/divisions", {
    params: { path: { t } },
    body: { name: "Open", kind: "singles", stages: [{ format: "double" }] },
  }));
  for (const name of ["Ada", "Bo"]) {
    const { player } = ok(await kiosk.POST("/api/tournaments/{t}/players", { params: { path: { t } }, body: { name } }));
    ok(await kiosk.POST("/api/tournaments/{t}/divisions/{d}/entries", {
      params: { path: { t, d: 1 } },
      body: { players: [player] },
    }));
  }
  ok(await kiosk.POST("/api/tournaments/{t}/divisions/{d}/draw", { params: { path: { t, d: 1 } }, body: { order: [1, 2] } }));
  const params = { path: { t, d: 1, m: "W1-1" } };
  const body = { winner: 1 as const, scores: [[21, 14]], how: "played" as const };
  const path = "/api/tournaments/{t}/divisions/{d}/matches/{m}/result";
  const preview = ok(await kiosk.PUT(path, { params: { ...params, query: { preview: true } }, body }));
  assert.deepEqual("effect" in preview && preview.effect.map(({ match }) => match), ["W1-1", "F-1"]);
  const result = ok(await kiosk.PUT(path, { params, body }));
  assert.equal("winner" in result && result.winner, 1);
  const state = ok(await kiosk.GET("/api/tournaments/{t}", { params: { path: { t } } }));
  assert.deepEqual(state.queue.map(({ match, court }) => [match, court]), [["F-1", "Board 1"]]);
}

await forfeitAndContinue(await play());
await addNames();
await pairAPhone();
await controlAScreen();
await runATournament();
