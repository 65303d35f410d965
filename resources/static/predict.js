// Optimistic update: the state that a press leads to, shown until the kiosk answers.
//
// The rules are those of goat_kiosk/domain (rounds.next_team, scoring, play.close_round), the part that a scorer's next tap
// needs; a test plays both and compares. A wrong guess is shown for a moment and saves nothing: the kiosk decides.

const BAGS_A_SIDE = 4;
const other = (team) => 3 - team;
const raw = (count) => 3 * count.in + count.on;

/**
 * Return `state` after `press`, or null when that cannot be known here: then the page waits for the kiosk.
 * @param {any} state as the stream tells it
 * @param {{path: string, body: any}} press
 */
export function predict(state, { path, body }) {
  if (state.status === "finished" && path !== "/undo") return null;
  switch (path) {
    case "/start":
      return { ...state, status: "live" };
    case "/throws":
      return addBag(state, body);
    case "/rounds":
      return state.bags.length ? null : closeRound(state, body.team1, body.team2);
    default:
      return null;
  }
}

function addBag(state, { team, result }) {
  // After a toss nobody is due, and the team that throws first has won it.
  const first_throw = state.status === "live" && !state.next && !state.bags.length ? team : state.first_throw;
  const bags = [...state.bags, { n: state.bags.length + 1, team, result, sending: true }];
  const now = { ...state, status: "live", first_throw, bags };
  if (bags.length === 2 * BAGS_A_SIDE) return closeRound(now, tally(bags, 1), tally(bags, 2));
  return { ...now, next: turn(now, nextTeam(bags, first_throw)) };
}

function tally(bags, team) {
  const count = (result) => bags.filter((bag) => bag.team === team && bag.result === result).length;
  return { in: count("hole"), on: count("board") };
}

/** The side whose turn it is: the team with fewer bags throws. */
export function nextTeam(bags, firstThrow) {
  const count = (team) => bags.filter((bag) => bag.team === team).length;
  const [own, others] = [count(firstThrow), count(other(firstThrow))];
  if (own <= others && own < BAGS_A_SIDE) return firstThrow;
  return others < BAGS_A_SIDE ? other(firstThrow) : firstThrow;
}

/** Partners take turns, so who throws for a side follows from who threw in the newest round that named one. */
function turn(state, team) {
  const { players = [] } = state[`team${team}`];
  if (players.length === 1) return { team, player: players[0].id };
  const known = state.ends?.[team];
  if (!known || players.length !== 2) return { team, player: null };
  return { team, player: players[(known.place + state.round - known.round) % 2].id };
}

/** Remember who threw in which round: a state names only the one who is due. */
export function rememberThrower(ends, state) {
  const place = state.next ? (state[`team${state.next.team}`].players ?? []).findIndex(({ id }) => id === state.next.player) : -1;
  return place < 0 ? ends : { ...ends, [state.next.team]: { place, round: state.round } };
}

function closeRound(state, one, two) {
  const { rules, round } = state;
  const points = roundPoints(rules, one, two);
  const [first, second] = [0, 1].map((side) => addPoints(rules, state[`team${side + 1}`].score, points[side]));
  const busted = first.bust === second.bust ? 0 : first.bust ? 1 : 2;
  const score = [first.score, second.score];
  const winner = winnerAfter(rules, score, round);
  const firstThrow = nextFirstThrow(rules, points, busted, state.first_throw);
  const over = {
    ...state,
    bags: [],
    rounds: [...state.rounds, { n: round, team1: one, team2: two, points, score, ...(busted && { busted }) }],
    team1: { ...state.team1, score: score[0] },
    team2: { ...state.team2, score: score[1] },
    correction: null,
    status: winner ? "finished" : "live",
    winner: winner || null,
    first_throw: firstThrow || state.first_throw,
  };
  if (winner) return { ...over, next: null };
  const on = { ...over, round: round + 1 };
  return { ...on, next: firstThrow ? turn(on, firstThrow) : null };
}

function roundPoints({ mode }, one, two) {
  const both = (lead) => [Math.max(0, lead), Math.max(0, -lead)];
  switch (mode) {
    case "cumulative":
      return [raw(one), raw(two)];
    case "like-for-like": {
      const [holes, boards] = [both(one.in - two.in), both(one.on - two.on)];
      return [3 * holes[0] + boards[0], 3 * holes[1] + boards[1]];
    }
    case "frames":
      return both(Math.sign(raw(one) - raw(two)));
    default:
      return both(raw(one) - raw(two));
  }
}

function addPoints({ target, bust_to, bust_ignored }, score, points) {
  const exact = bust_ignored || (bust_to ?? null) !== null;
  if (!exact || !points || score + points <= target) return { score: score + points, bust: false };
  return { score: bust_to ?? score, bust: true };
}

/** Who throws first in the next round; 0 when a coin decides. */
function nextFirstThrow({ wash, bust_throws_first }, [one, two], busted, firstThrow) {
  if (busted && bust_throws_first) return busted;
  if (one !== two && !busted) return one > two ? 1 : 2;
  return { swap: other(firstThrow), toss: 0 }[wash] ?? firstThrow;
}

function winnerAfter({ target, win_by = 1, cap, skunk, limit_rounds }, [one, two], round) {
  const [most, least] = [Math.max(one, two), Math.min(one, two)];
  if (most === least) return 0;
  const reached = most >= target && (most - least >= win_by || (cap && most >= cap));
  const over = reached || (skunk && most >= skunk && least === 0) || (limit_rounds && round >= limit_rounds);
  return over ? (one > two ? 1 : 2) : 0;
}
