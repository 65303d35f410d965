// Early connection: the stream is opened while the page's own script is still on its way, not after it. On a network that
// loses packets each request that waits for another costs seconds; so shared.js, the smallest script, comes first.
//
// With shared workers, the page starts the worker, which follows its stream; its own port replaces this one. Without, the
// stream itself is handed over, with the events that have arrived.

import { EventStream } from "./event-stream.js";

/**
 * Open the stream of this page, unless the page's own script came first. stream.js takes it over, and leaves null.
 * @param {HTMLScriptElement} script its `data-events` is the URL of the stream
 */
export function openEarly({ src, dataset: { events: url } }) {
  if (typeof EventSource !== "function" || self.earlyStream === null) return;
  self.earlyStream = typeof SharedWorker === "function" ? startWorker(src, url) : openStream(url);
}

function startWorker(src, url) {
  const { port } = new SharedWorker(src, { name: "kiosk" });
  port.postMessage({ url });
  const close = () => {
    port.postMessage({ url, closing: true });
    port.close();
  };
  return { close };
}

function openStream(url) {
  const events = [];
  const stream = new EventStream();
  stream.onEvent = (name, data) => events.push([name, data]);
  stream.follow(url);
  return { stream, events, close: () => stream.close() };
}
