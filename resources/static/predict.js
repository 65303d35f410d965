// Optimistic update: the state that a press leads to, shown until the kiosk answers.
//
// It repeats the rules of goat_kiosk/domain (rounds.next_team, scoring, play.close_round) that a scorer's next tap needs; a
// test plays both and compares them. A wrong prediction shows for a moment and saves nothing: the kiosk decides.

const BAGS_A_SIDE = 4;
const opponent = (team) => 3 - team;
const rawPoints = (count) => 3 * count.in + count.on;

/**
 * Return the state that presses lead to, one after the other, and whether all of them can be predicted: after one that
 * cannot, the page waits for the kiosk.
 * @param {any} state from the stream
 * @param {{path: string, body: any, method?: string}[]} presses
 */
export function predictAll(state, presses) {
  let states = [state];
  for (const press of presses) {
    if (press.path === "/help") {
      // No undo takes it back, so it is in every state.
      const help = press.method === "DELETE" ? undefined : press.body;
      states = states.map((earlier) => ({ ...earlier, help }));
    } else if (press.path === "/undo" && states.length > 1) {
      states.pop();
    } else {
      const predicted = predict(states.at(-1), press);
      if (!predicted) return { state: states.at(-1), isComplete: false };
      states.push(predicted);
    }
  }
  return { state: states.at(-1), isComplete: true };
}

/**
 * Return `state` after `press`, or null if it cannot be predicted.
 * @param {any} state from the stream
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
  // Before a coin toss no team is due; the team that throws the next bag has won the toss.
  const first_throw = state.status === "live" && !state.next && !state.bags.length ? team : state.first_throw;
  const bags = [...state.bags, { n: state.bags.length + 1, team, result, sending: true }];
  const updated = { ...state, status: "live", first_throw, bags };
  if (bags.length === 2 * BAGS_A_SIDE) return closeRound(updated, tally(bags, 1), tally(bags, 2));
  return { ...updated, next: nextThrower(updated, nextTeam(bags, first_throw)) };
}

function tally(bags, team) {
  const count = (result) => bags.filter((bag) => bag.team === team && bag.result === result).length;
  return { in: count("hole"), on: count("board") };
}

/** Return the team that throws next: the one with fewer bags. */
export function nextTeam(bags, firstThrow) {
  const count = (team) => bags.filter((bag) => bag.team === team).length;
  const [ownCount, otherCount] = [count(firstThrow), count(opponent(firstThrow))];
  if (ownCount <= otherCount && ownCount < BAGS_A_SIDE) return firstThrow;
  return otherCount < BAGS_A_SIDE ? opponent(firstThrow) : firstThrow;
}

/** Return a team's next thrower. Players take turns, a round each, so one known thrower of an earlier round tells the others. */
function nextThrower(state, team) {
  const { players = [] } = state[`team${team}`];
  if (players.length === 1) return { team, player: players[0].id };
  const last = state.throwers?.[team];
  if (!last || !players.length) return { team, player: null };
  return { team, player: players[(last.index + state.round - last.round) % players.length].id };
}

/**
 * Add the thrower that a state names to those known, by team: a state names only the one who is due. Any event but a bag or
 * a round may have changed the lineup or its order, so after one of those nothing else is known.
 */
export function rememberThrower(throwers, state, before) {
  const known = before && isThrown(before, state) ? throwers : {};
  const index = state.next ? (state[`team${state.next.team}`].players ?? []).findIndex(({ id }) => id === state.next.player) : -1;
  return index < 0 ? known : { ...known, [state.next.team]: { index, round: state.round } };
}

const countBags = ({ bags = [], rounds = [] }) => 2 * BAGS_A_SIDE * rounds.length + bags.length;

/** Whether the states between these two are those of bags and rounds: an event that throws nothing adds no bag. */
function isThrown(before, after) {
  const bags = countBags(after) - countBags(before);
  return before.log === after.log && after.seq - before.seq <= bags;
}

function closeRound(state, one, two) {
  const { rules, round } = state;
  const points = roundPoints(rules, one, two);
  const [first, second] = [0, 1].map((side) => addPoints(rules, state[`team${side + 1}`].score, points[side]));
  const busted = first.bust === second.bust ? 0 : first.bust ? 1 : 2;
  const score = [first.score, second.score];
  const winner = winnerAfter(rules, score, round);
  const firstThrow = nextFirstThrow(rules, points, busted, state.first_throw);
  const nextState = {
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
  if (winner) return { ...nextState, next: null };
  const nextRound = { ...nextState, round: round + 1 };
  return { ...nextRound, next: firstThrow ? nextThrower(nextRound, firstThrow) : null };
}

function roundPoints({ mode }, one, two) {
  const split = (lead) => [Math.max(0, lead), Math.max(0, -lead)];
  switch (mode) {
    case "cumulative":
      return [rawPoints(one), rawPoints(two)];
    case "like-for-like": {
      const [holes, boards] = [split(one.in - two.in), split(one.on - two.on)];
      return [3 * holes[0] + boards[0], 3 * holes[1] + boards[1]];
    }
    case "frames":
      return split(Math.sign(rawPoints(one) - rawPoints(two)));
    default:
      return split(rawPoints(one) - rawPoints(two));
  }
}

function addPoints({ target, bust_to, bust_ignored }, score, points) {
  const exact = bust_ignored || (bust_to ?? null) !== null;
  if (!exact || !points || score + points <= target) return { score: score + points, bust: false };
  return { score: bust_to ?? score, bust: true };
}

/** Return the team that throws first in the next round; 0 if a coin decides. */
function nextFirstThrow({ wash, bust_throws_first }, [one, two], busted, firstThrow) {
  if (busted && bust_throws_first) return busted;
  if (one !== two && !busted) return one > two ? 1 : 2;
  return { swap: opponent(firstThrow), toss: 0 }[wash] ?? firstThrow;
}

function winnerAfter({ target, win_by = 1, cap, skunk, limit_rounds }, [one, two], round) {
  const [high, low] = [Math.max(one, two), Math.min(one, two)];
  if (high === low) return 0;
  const isReached = high >= target && (high - low >= win_by || (cap && high >= cap));
  const isOver = isReached || (skunk && high >= skunk && low === 0) || (limit_rounds && round >= limit_rounds);
  return isOver ? (one > two ? 1 : 2) : 0;
}
