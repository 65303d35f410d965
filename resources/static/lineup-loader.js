// Loading of the panel "Players" (lineups.js), after the page: it is usable without the panel, and its first load stays small.

const { src } = document.currentScript;
const RETRY_MS = 3_000;

/** Load the panel once the page has loaded, and again until it is there: a Wi-Fi's log-in page may answer in its place. */
export function loadLineups() {
  if (document.readyState === "complete") addScript();
  else addEventListener("load", addScript);
}

function addScript() {
  // Beside the page's own script, in the same language.
  const script = Object.assign(document.createElement("script"), { src: src.replace(/score(\.\w+)?\.js$/, "lineups$1.js") });
  script.onload = script.onerror = () => {
    script.remove();
    if (document.querySelector(".lineups-placeholder")) setTimeout(addScript, RETRY_MS);
  };
  document.head.append(script);
}
