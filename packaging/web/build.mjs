// Bundler of the pages: every script and style of resources/static that a page names, written for browsers of 2018.
//
//     node packaging/web/build.mjs FOLDER [readable]
//
// esbuild bundles and lowers; lowering.mjs writes what it cannot express in old CSS. `readable` neither shortens nor
// leaves out the source map, for a debugger. resources/static/polyfills.js has what no compiler can add.

import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lower } from "./lowering.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "..", "..", "resources", "static");
const [folder, readable] = process.argv.slice(2);

const PAGES = ["display", "game", "guide", "overlay", "pair", "player", "receipt", "score", "test", "tournament", "tournament-overlay", "tournament-print", "tournament-wall", "venue"];
// Beside the pages' own: the worker that they share, and the pages that have a style and no script;
// and what the spectators' pages load once they are live.
const SCRIPTS = [...PAGES, "shared", "spectator"];
const STYLES = [...PAGES, "certificate", "kiosk", "spectator"];
// As small as they stand: of any browser, and of a page that has its polyfills already.
const BARE = ["offline", "htmx", "lineups"];
const FOR_OLDER = "too-old";
const BROWSERS = ["chrome64", "safari12"];

const files = (names, type) => names.map((name) => join(sources, `${name}.${type}`));

const common = {
  bundle: true,
  outdir: folder,
  nodePaths: [join(here, "node_modules")],
  minify: !readable,
  sourcemap: readable ? "inline" : false,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({ contents: await lower(await readFile(path, "utf8"), path), loader: "css" }));
  },
};

// Safari before 14.1 fails on one rare form of destructuring, which esbuild cannot tell from the others:
// https://bugs.webkit.org/show_bug.cgi?id=220517
const scripts = { ...common, format: "iife", target: BROWSERS, supported: { destructuring: true } };

await Promise.all([
  build({ ...scripts, entryPoints: files(SCRIPTS, "js"), inject: [join(sources, "polyfills.js")] }),
  build({ ...scripts, entryPoints: files(BARE, "js") }),
  build({ ...common, entryPoints: files([FOR_OLDER], "js"), format: "iife", target: "es5" }),
  build({ ...common, entryPoints: files(STYLES, "css"), target: BROWSERS, external: ["*.woff2"], plugins: [styles] }),
]);
