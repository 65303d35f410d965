// Lobby page: htmx fetches the teams again whenever the stream reports that someone has joined or left.

import htmx from "htmx.org";

import { showLink } from "./link.js";
import { KIOSK_HEADER } from "./kiosk-fetch.js";
import { Stream } from "./stream.js";

const teams = document.getElementById("teams");
const link = document.querySelector(".link");
const { game } = document.body.dataset;

const fetchTeams = () => htmx.trigger(teams, "changed");

// Another server's response, such as a Wi-Fi's login page, must not replace the teams.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.xhr.getResponseHeader(KIOSK_HEADER)) detail.shouldSwap = false;
});

// Each new connection begins with a state, which makes up for a `refresh` missed while offline.
new Stream(`/game/${game}/events`, null, fetchTeams, (...status) => showLink(link, ...status), fetchTeams).follow();
