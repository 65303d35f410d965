// Overlay of a tournament: the server renders it again whenever the tournament changes.

import { showLink } from "./link.js";
import { followTournament } from "./tournament-content.js";

const { scale } = document.body.dataset;
const link = document.querySelector(".link");

document.documentElement.style.fontSize = `${1.85 * Number(scale)}vh`;
followTournament(document.getElementById("content"), (...status) => showLink(link, ...status));
