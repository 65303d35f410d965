// Chart of a game: each team's score after each round, as a line with the team's shape at its end.

import { t } from "./language.js";
import { teamName } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 320;
const HEIGHT = 120;
const EDGE = { left: 8, right: 34, top: 10, bottom: 8 };
const MARK = 9;

/** What the chart shows, as one comparable string: a bag changes none of it. */
let shown = "";

/** @param {HTMLElement | null} section @param {any} state */
export function drawChart(section, state) {
  const { rounds = [] } = state;
  if (!section) return;
  section.hidden = rounds.length < 2;
  const key = JSON.stringify([rounds, state.team1.score, state.team2.score, state.team1.name, state.team2.name]);
  if (section.hidden || (shown === key && section.querySelector("polyline"))) return;
  shown = key;
  const svg = section.querySelector("svg");
  svg.setAttribute("aria-label", [1, 2].map((team) => `${teamName(state, team)}: ${line(rounds, team).join(", ")}`).join(". "));
  svg.replaceChildren(...targetLine(state), ...[1, 2].flatMap((team) => teamLine(state, team)));
}

/**
 * Return the places of a team's scores in a box.
 * @returns {[number, number][]}
 */
export function chartPoints({ rounds = [], rules = {} }, team, { width, height }) {
  const scores = [1, 2].flatMap((one) => line(rounds, one));
  const highest = Math.max(rules.target ?? 0, ...scores, 1);
  return line(rounds, team).map((score, n) => [(n / rounds.length) * width, height - (score / highest) * height]);
}

/** Where it begins, and the score after each round: a handicap or a correction is in it already. */
function line(rounds, team) {
  const first = rounds[0].score[team - 1] - rounds[0].points[team - 1];
  return [Math.max(0, first), ...rounds.map(({ score }) => score[team - 1])];
}

function teamLine(state, team) {
  const box = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const points = chartPoints(state, team, box).map(([x, y]) => [x + EDGE.left, y + EDGE.top]);
  const [x, y] = points[points.length - 1];
  const other = state[`team${3 - team}`].score;
  const { score } = state[`team${team}`];
  // Two equal scores stand side by side, not one on the other.
  const level = score === other ? (team === 1 ? -6 : 6) : 0;
  return [
    draw("polyline", { class: `line team-${team}`, points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ") }),
    draw("use", { class: `shape team-${team}`, href: `#shape-${team}`, x: x - MARK / 2, y: y + level - MARK / 2, width: MARK, height: MARK }),
    draw("text", { class: `label team-${team}`, x: x + MARK, y: y + level + 5 }, score),
  ];
}

function targetLine({ rules = {}, rounds }) {
  const highest = Math.max(rules.target ?? 0, ...rounds.flatMap(({ score }) => score));
  if (!rules.target) return [];
  const y = EDGE.top + (1 - rules.target / highest) * (HEIGHT - EDGE.top - EDGE.bottom);
  return [draw("line", { class: "target", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y, y2: y })];
}

function draw(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.textContent = text;
  return element;
}
