// htmx with its one extension, for all pages that have fragments (fragments.js). A bundle of its own, loaded after the
// page: it is the same for all of them, and none needs it to be read.
//
// The extension decides what is put into a page: only the kiosk's own answers, and nothing older than what is shown.
// What the reader has begun stays: focus, places scrolled to, what was typed, what was opened.

import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

import { kioskAnswerOf } from "./kiosk-answer.js";

const MORPH_STYLE = /^morph:(innerHTML|outerHTML)$/;

/** Whether an element may become another: not if that shows an older state of the same game. */
function mayMorph({ dataset: shown }, { dataset: received }) {
  if (!shown || !received || !shown.seq || !received.seq) return true;
  return shown.log !== received.log || Number(received.seq) >= Number(shown.seq);
}

/** Keep what has been opened. */
function mayChange(attribute, element) {
  return attribute !== "open" || element.tagName !== "DETAILS";
}

/**
 * Remember what the reader has begun in an element whose content is to be replaced.
 * @param {Element} target
 * @param {Element} sender a form's own answer says what becomes of its fields
 * @returns {() => void} brings it back
 */
function remember(target, sender) {
  const { activeElement: focused } = document;
  const withId = [...target.querySelectorAll("[id]")];
  const typed = withId.filter((element) => element.value !== element.defaultValue && !isSent(element, sender)).map(({ id, value }) => [id, value]);
  const scrolled = withId.filter(({ scrollTop }) => scrollTop).map(({ id, scrollTop }) => [id, scrollTop]);
  return () => {
    for (const [id, value] of typed) assign(id, { value });
    for (const [id, scrollTop] of scrolled) assign(id, { scrollTop });
    const again = focused.isConnected ? focused : document.getElementById(focused.id);
    if (document.activeElement !== focused) again?.focus({ preventScroll: true });
  };
}

const isSent = ({ form }, sender) => sender.tagName === "FORM" && form === sender;

function assign(id, values) {
  const element = document.getElementById(id);
  if (element) Object.assign(element, values);
}

let restore = () => {};

htmx.defineExtension("kiosk", {
  onEvent(name, { detail }) {
    if (name === "htmx:beforeOnLoad") return kioskAnswerOf(detail.xhr) === "page";
    if (name === "htmx:beforeSwap") restore = remember(detail.target, detail.elt);
    if (name === "htmx:afterSwap") restore();
    return true;
  },

  handleSwap(style, target, fragment) {
    const morphStyle = MORPH_STYLE.exec(style)?.[1];
    if (!morphStyle) return false;
    return Idiomorph.morph(target, fragment.children, { morphStyle, callbacks: { beforeNodeMorphed: mayMorph, beforeAttributeUpdated: mayChange } });
  },
});

window.htmx = htmx;
