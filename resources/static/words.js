// A game in words, as the score moves on: the same sentences that goat_kiosk/web/words.py puts on the page at first.
// A test draws a page without and with this script and compares the two.

const STATUS = { lobby: "Waiting for players", live: "In play", finished: "Final score" };
const PLACES = { hole: "in the hole", board: "on the board", off: "off", foul: "foul" };

const side = (state, team) => state[`team${team}`];
const name = (state, team) => side(state, team).name || `Team ${team}`;

/** Everything a game's page shows that can change, as flat as can be: only what differs is drawn anew. */
export function shown(state) {
  const { bags = [], rounds = [] } = state;
  const players = [1, 2].flatMap((team) => side(state, team).players ?? []);
  const slots1 = slots(bags, 1);
  const slots2 = slots(bags, 2);
  return {
    status: state.status ?? "live",
    statusWords: STATUS[state.status ?? "live"],
    score1: state.team1.score,
    score2: state.team2.score,
    long: Math.max(state.team1.score, state.team2.score) > 99,
    round: state.round ?? 0,
    winner: state.winner ?? 0,
    turn: state.next?.team ?? 0,
    slots1,
    slots2,
    bags1: bagWords(slots1),
    bags2: bagWords(slots2),
    rounds: rounds.map(row).reverse(),
    ppr: Object.fromEntries(players.map((player) => [player.id, player.ppr.toFixed(2)])),
    dpr: Object.fromEntries(players.map((player) => [player.id, differential(player.dpr)])),
    headline: headline(state),
    ending: ending(state),
    match: match(state),
    correction: correction(state),
    spoken: spoken(state),
  };
}

/** Since when the kiosk that keeps a game has been away; empty while it is there. */
export function away({ kiosk, away_since }) {
  if (!away_since) return "";
  const since = new Date(away_since);
  if (since.getFullYear() === 1970) return `Kiosk ${kiosk} is away.`;
  return `Kiosk ${kiosk} has been away since ${since.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}.`;
}

function slots(bags, team) {
  const results = bags.filter((bag) => bag.team === team).map((bag) => bag.result);
  return [...results, "", "", "", ""].slice(0, 4);
}

function row(round) {
  const bags1 = results(round.team1);
  const bags2 = results(round.team2);
  return {
    n: round.n,
    bags1,
    bags2,
    told1: bagWords(bags1),
    told2: bagWords(bags2),
    gain1: gain(round, 1),
    gain2: gain(round, 2),
    score: round.score.join("–"),
  };
}

function results({ in: holes, on: boards }) {
  return [...Array(holes).fill("hole"), ...Array(boards).fill("board"), ...Array(4 - holes - boards).fill("off")];
}

function gain(round, team) {
  if (round.busted === team) return "bust";
  const points = round.points[team - 1];
  return points ? `+${points}` : "";
}

function bagWords(results) {
  const count = (result) => results.filter((other) => other === result).length;
  const told = Object.entries(PLACES).filter(([result]) => count(result));
  return told.map(([result, place]) => `${count(result)} ${place}`).join(", ") || "no bag yet";
}

function differential(dpr) {
  return (dpr < 0 ? "−" : "+") + Math.abs(dpr).toFixed(2);
}

function headline(state) {
  if (state.winner) return `${name(state, state.winner)} wins`;
  if (!state.next) return state.status === "live" ? "A coin decides who throws first" : "";
  const { team, player } = state.next;
  const thrower = side(state, team).players.find(({ id }) => id === player)?.name ?? name(state, team);
  return `${thrower} throws ${state.bags.length ? "next" : "first"}`;
}

function ending(state) {
  const { rules = {}, winner } = state;
  const limit = rules.limit_minutes ? `${rules.limit_minutes} minutes` : `round ${state.round}`;
  const endings = {
    target: `${rules.target} points reached`,
    skunk: "A skunk: the other side has nothing",
    limit: `Ahead after ${limit}`,
    conceded: `${name(state, winner === 2 ? 1 : 2)} gave up`,
  };
  return endings[state.ended_by] ?? "";
}

function match({ match }) {
  return match ? `Game ${match.number} of ${match.games}, games won ${match.wins.join("–")}` : "";
}

function correction({ correction }) {
  if (!correction) return "";
  const { round, before, after, reason } = correction;
  return `Round ${round} was corrected: ${before.join("–")} became ${after.join("–")}.${reason ? ` ${reason}` : ""}`;
}

function spoken(state) {
  const score = `${name(state, 1)} ${state.team1.score}, ${name(state, 2)} ${state.team2.score}`;
  return state.winner ? `${score}. ${headline(state)}.` : `${score}, round ${state.round}`;
}
