// Team colors as a style sheet, fetched again when there are new ones. The server validates them and makes them readable.

const SOON_MS = 200;

let soon = 0;

/** Fetch them; the old ones stay until the new ones are here. */
export function paint() {
  soon ||= setTimeout(fetchThem, SOON_MS);
}

function fetchThem() {
  soon = 0;
  const old = document.querySelectorAll(".colors");
  const colors = Object.assign(document.createElement("link"), { rel: "stylesheet", className: "colors", href: "/colors.css" });
  colors.onload = () => old.forEach((one) => one.remove());
  colors.onerror = () => colors.remove();
  document.head.append(colors);
}
