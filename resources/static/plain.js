// Pages without scripts: what stands in <noscript> shown where scripts run and cannot do what a page needs. Written as
// the oldest browsers read it, for too-old.js.

/** Show it, the sentence why among it, and load the page again as often as it says there. */
export function showPlain() {
  var hidden = document.getElementsByTagName("noscript");
  while (hidden.length) unwrap(hidden[0]);
  var refresh = document.querySelector("meta[http-equiv=refresh]");
  if (refresh) setTimeout(function () { location.reload(); }, 1000 * parseInt(refresh.content, 10));
}

function unwrap(element) {
  var shown = document.createElement("div");
  shown.innerHTML = element.textContent;
  while (shown.firstChild) element.parentNode.insertBefore(shown.firstChild, element);
  element.parentNode.removeChild(element);
}
