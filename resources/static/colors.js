// Team colors as a style sheet, which is loaded again when a color changes. The server validates colors and corrects their
// contrast.

const SOON_MS = 200;

let timer = 0;

/** Load the style sheet again, once for all changes of a moment; the old one stays until the new one has loaded. */
export function reloadColors() {
  timer ||= setTimeout(load, SOON_MS);
}

function load() {
  timer = 0;
  const old = [...document.querySelectorAll(".colors")];
  for (const href of new Set(old.map((link) => link.getAttribute("href")))) {
    const colors = Object.assign(document.createElement("link"), { rel: "stylesheet", className: "colors", href });
    colors.onload = () => old.filter((link) => link.getAttribute("href") === href).forEach((link) => link.remove());
    colors.onerror = () => colors.remove();
    document.head.append(colors);
  }
}
