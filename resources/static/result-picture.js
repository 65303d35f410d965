// Picture of a result, to share: drawn on a canvas from the state, with the colors of the page. Sharing needs https; without
// it the picture is shown, to be held and saved, and offered as a file.

import { chartPoints } from "./chart.js";
import { t } from "./language.js";
import { formatTime } from "./times.js";
import { ending, headline, matchWords, teamName } from "./words.js";

const SIZE = 1080;
const EDGE = 64;
const PANEL = { top: 236, height: 236, gap: 16 };
const CHART = { top: 780, height: 170 };
const BOARD_FONT = '"Barlow Condensed", "Arial Narrow", sans-serif';
const TEXT_FONT = "Inter, system-ui, sans-serif";

/** Offer the picture of a game that is over. @param {HTMLElement | null} section @param {any} state */
export function offerPicture(section, state) {
  if (!section) return;
  section.hidden = state.status !== "finished" || !state.winner;
  if (section.hidden) return section.replaceChildren();
  if (section.childElementCount && section.dataset.shown === id(state)) return;
  section.dataset.shown = id(state);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "share-result", textContent: t("Share the result as a picture") });
  button.addEventListener("click", () => share(section, state));
  section.replaceChildren(button);
}

const id = ({ log, seq }) => `${log}-${seq}`;

async function share(section, state) {
  await Promise.all(["600 40px", "700 40px"].map((font) => document.fonts.load(`${font} "Barlow Condensed"`).catch(() => {})));
  const canvas = drawResult(state);
  const name = `${teamName(state, 1)} ${state.team1.score}–${state.team2.score} ${teamName(state, 2)}.png`;
  const blob = await new Promise((resolve) => canvas.toBlob(resolve));
  const file = typeof File === "function" && new File([blob], name, { type: "image/png" });
  if (file && navigator.canShare?.({ files: [file] })) return navigator.share({ files: [file] }).catch(() => {});
  showPicture(section, canvas.toDataURL(), name);
}

function showPicture(section, url, name) {
  const picture = section.querySelector("img") ?? new Image();
  Object.assign(picture, { src: url, alt: t("Picture of the result") });
  const link = Object.assign(document.createElement("a"), { className: "button", href: url, download: name, textContent: t("Save the picture") });
  const note = Object.assign(document.createElement("p"), { textContent: t("Or hold the picture to save or share it.") });
  section.replaceChildren(picture, link, note);
}

/** Return the picture of a result. @returns {HTMLCanvasElement} */
function drawResult(state) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE });
  const context = canvas.getContext("2d");
  const color = pageColors();
  context.fillStyle = color("ground");
  context.fillRect(0, 0, SIZE, SIZE);
  drawHead(context, state, color);
  for (const team of [1, 2]) drawTeam(context, state, team, color);
  drawChartOf(context, state, color);
  drawFoot(context, state, color);
  return canvas;
}

function pageColors() {
  const style = getComputedStyle(document.body);
  return (token) => style.getPropertyValue(`--${token}`).trim();
}

function drawHead(context, state, color) {
  const { kiosk = "", court = "", updated_at: at } = state;
  write(context, kiosk, EDGE, 118, 600, `700 64px ${BOARD_FONT}`, color("ink"));
  write(context, at ? formatTime(new Date(at), "date") : "", SIZE - EDGE, 112, 340, `400 34px ${TEXT_FONT}`, color("quiet"), "right");
  write(context, [court, t("Final score")].filter(Boolean).join(" · "), EDGE, 188, SIZE - 2 * EDGE, `400 38px ${TEXT_FONT}`, color("quiet"));
}

function drawTeam(context, state, team, color) {
  const top = PANEL.top + (team - 1) * (PANEL.height + PANEL.gap);
  const isWinner = state.winner === team;
  const [ground, ink] = isWinner ? [color(`team${team}`), color("ground")] : [color("panel"), color("ink")];
  context.fillStyle = ground;
  context.fillRect(EDGE, top, SIZE - 2 * EDGE, PANEL.height);
  drawShape(context, team, EDGE + 70, top + PANEL.height / 2, isWinner ? ink : color(`team${team}`));
  const middle = top + PANEL.height / 2;
  write(context, teamName(state, team), EDGE + 130, middle + 26, 540, `600 80px ${BOARD_FONT}`, ink);
  write(context, String(state[`team${team}`].score), SIZE - EDGE - 40, middle + 70, 220, `700 200px ${BOARD_FONT}`, ink, "right");
}

function drawShape(context, team, x, y, color) {
  context.fillStyle = color;
  context.beginPath();
  if (team === 1) context.rect(x - 30, y - 30, 60, 60);
  else for (const [dx, dy] of [[0, -40], [40, 0], [0, 40], [-40, 0]]) context.lineTo(x + dx, y + dy);
  context.fill();
}

function drawChartOf(context, state, color) {
  if (!(state.rounds?.length > 1)) return;
  for (const team of [1, 2]) {
    context.strokeStyle = color(`team${team}`);
    context.lineWidth = 8;
    context.lineJoin = "round";
    context.beginPath();
    for (const [x, y] of chartPoints(state, team, { width: SIZE - 2 * EDGE, height: CHART.height })) context.lineTo(EDGE + x, CHART.top + y);
    context.stroke();
  }
}

function drawFoot(context, state, color) {
  const rounds = state.rounds?.length;
  const words = [rounds && t("{count:round|rounds}", { count: rounds }), matchWords(state) || ending(state)].filter(Boolean).join(" · ");
  write(context, headline(state), EDGE, SIZE - 76, SIZE - 2 * EDGE, `600 48px ${BOARD_FONT}`, color("ink"));
  write(context, words, EDGE, SIZE - 30, SIZE - 2 * EDGE, `400 32px ${TEXT_FONT}`, color("quiet"));
}

/** Write a text on its base line, smaller if it is wider than `width`. */
function write(context, text, x, y, width, font, color, align = "left") {
  Object.assign(context, { font, fillStyle: color, textAlign: align });
  const share = Math.min(1, width / Math.max(1, context.measureText(text).width));
  context.font = font.replace(/(\d+)px/, (_, size) => `${size * share}px`);
  context.fillText(text, x, y);
}
