// HTML fragments: parts of a page that only the server renders, and that htmx fetches again when the page says so.
//
// A fragment is an element with `hx-get` and `hx-trigger="changed"`. htmx itself (htmx.js) is loaded when the first fragment
// is fetched or somebody begins to fill in a form: the page is whole without it, and its forms are sent as any form is.
// What may not be put into a page, and what stays as it is when a fragment is replaced, is decided in one place: the
// extension in htmx.js.

import { kioskAnswerOf } from "./kiosk-answer.js";

const HTMX = new URL("htmx.js", document.currentScript.src);
// Every phone in the venue learns of a change at the same instant, and must not fetch it at the same instant.
const SPREAD_MS = 1_000;
const RETRY_MS = 3_000;

/** @type {WeakMap<Element, number>} the timer of each fragment that is to be fetched */
const timers = new WeakMap();
let loading = null;

/**
 * Fetch a fragment again, once for all changes of the next moment.
 * @param {Element} fragment
 */
export function refresh(fragment, delay = 0) {
  if (timers.has(fragment)) return;
  timers.set(fragment, setTimeout(fetchNow, delay + Math.random() * SPREAD_MS, fragment));
}

/**
 * Call `listener` on an event of htmx about this very element: `beforeRequest`, or `afterRequest` with whether the kiosk
 * answered.
 * @param {Element} element
 * @param {(isAnswered: boolean) => void} listener
 */
export function onFragment(element, name, listener) {
  element.addEventListener(`htmx:${name}`, ({ detail }) => detail.elt === element && listener(detail.successful));
}

async function fetchNow(fragment) {
  const loaded = await loadHtmx();
  timers.delete(fragment);
  if (!fragment.isConnected) return;
  if (loaded) fragment.dispatchEvent(new CustomEvent("changed"));
  else refresh(fragment, RETRY_MS);
}

/** Load htmx once the page has loaded; return whether it is there. A Wi-Fi's log-in page may answer in its place. */
function loadHtmx() {
  loading ||= new Promise((resolve) => {
    const script = Object.assign(document.createElement("script"), { src: HTMX });
    script.onload = script.onerror = () => {
      if (!window.htmx) loading = null;
      resolve(Boolean(window.htmx));
    };
    if (document.readyState === "complete") document.head.append(script);
    else addEventListener("load", () => document.head.append(script));
  });
  return loading;
}

/** A fragment that was not fetched is fetched later. A form that was not sent says so. */
function onUnanswered({ elt, xhr, requestConfig }) {
  if (requestConfig.verb !== "get") elt.querySelector("[data-unanswered]").hidden = false;
  else if (!isFinal(xhr)) refresh(elt, RETRY_MS);
}

/** Whether the kiosk itself has refused, so that asking again changes nothing: the game is not there any more. */
const isFinal = (xhr) => kioskAnswerOf(xhr) === "error" && xhr.status < 500 && xhr.status !== 429;

document.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful || onUnanswered(detail));
document.addEventListener("focusin", ({ target }) => target.form?.matches("[hx-post]") && loadHtmx());
