// Lobby page: htmx fetches the teams again whenever the stream reports that someone has joined or left.

import { say } from "./link.js";
import { KIOSK_HEADER } from "./kiosk-fetch.js";
import { Stream } from "./stream.js";

const teams = document.getElementById("teams");
const link = document.querySelector(".link");
const { game } = document.body.dataset;

const fetchAgain = () => window.htmx.trigger(teams, "changed");

// A Wi-Fi's log-in page is none of the kiosk's.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.xhr.getResponseHeader(KIOSK_HEADER)) detail.shouldSwap = false;
});

// A state comes with every connection, so a `refresh` that was missed is made up for there.
new Stream(`/game/${game}/events`, null, fetchAgain, (...line) => say(link, ...line), fetchAgain).follow();
