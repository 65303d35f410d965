// CSS for browsers of 2018: what has a form that those and today's browsers read alike is rewritten here; esbuild does the
// rest. A value that has no such form (min(), a container's units, subgrid) stands in the source behind one that has.

import postcss from "postcss";
import isPseudoClass from "@csstools/postcss-is-pseudo-class";

// Gaps of flex boxes came later than those of grids, and no query can ask for them; `inset` came with them.
const WITHOUT_FLEX_GAP = "not (inset: 0)";
// As `:focus-visible` did with this one, within a version or two.
const WITHOUT_FOCUS_VISIBLE = "not (aspect-ratio: 1)";

/**
 * @param {string} css
 * @param {string} from its path, for errors
 * @returns {Promise<string>}
 */
export async function lower(css, from) {
  const plugins = [isPseudoClass({ preserve: false }), { postcssPlugin: "lowering", Once: rewrite }];
  return (await postcss(plugins).process(css, { from })).css;
}

function rewrite(root) {
  const boxes = flexBoxes(root);
  root.walkRules((rule) => {
    addFlexGap(rule, boxes);
    addFocus(rule);
  });
  root.walkDecls((declaration) => DECLARATIONS[declaration.prop]?.(declaration));
  root.walkDecls(/.*/, addViewportHeight);
}

const DECLARATIONS = {
  // The name that Chromium before 66 knows too.
  gap: (declaration) => (declaration.prop = "grid-gap"),
  "overflow-wrap": (declaration) => {
    const words = { anywhere: "break-word", normal: "normal" }[declaration.value];
    if (words) declaration.cloneBefore({ prop: "word-break", value: words });
  },
  overflow: (declaration) => {
    const [x, y] = declaration.value.split(" ");
    if (y) declaration.replaceWith(declaration.clone({ prop: "overflow-x", value: x }), declaration.clone({ prop: "overflow-y", value: y }));
  },
  "align-content": (declaration) => {
    if (declaration.value.startsWith("safe ")) declaration.cloneBefore({ value: declaration.value.slice(5) });
  },
};

/** A phone's bars take part of the height that `vh` means; where there is no other unit it has to do. */
function addViewportHeight(declaration) {
  if (/\d[dsl]vh\b/.test(declaration.value)) declaration.cloneBefore({ value: declaration.value.replace(/(\d)[dsl]vh\b/g, "$1vh") });
}

/** The flex boxes of a style, by selector. */
function flexBoxes(root) {
  const boxes = new Map();
  root.walkDecls("display", (declaration) => {
    const flexes = /flex$/.test(declaration.value);
    for (const selector of declaration.parent.selectors ?? []) {
      if (flexes) boxes.set(selector, declaration.parent);
      else if (declaration.parent.parent === root) boxes.delete(selector);
    }
  });
  return boxes;
}

/** Margins between the items of a flex box, where gaps are not known. */
function addFlexGap(rule, boxes) {
  const gaps = rule.nodes.filter(({ prop }) => prop === "gap");
  const selectors = rule.selectors.filter((selector) => boxes.has(selector));
  if (!gaps.length || !selectors.length) return;
  const box = boxes.get(selectors[0]);
  const margins = gaps.flatMap(({ value }) => marginsOf(postcss.list.space(value), valueOf(box, "flex-direction"), valueOf(box, "flex-wrap")));
  const between = postcss.rule({ selectors: selectors.map((selector) => `${selector} > :not(:last-child)`) });
  between.append(...margins);
  const none = postcss.rule({ selectors }).append({ prop: "grid-gap", value: "0" });
  rule.after(postcss.atRule({ name: "supports", params: WITHOUT_FLEX_GAP, source: rule.source }).append(none, between));
}

function marginsOf([row, column = row], direction = "row", wrap = "nowrap") {
  const [below, beside] = direction.startsWith("column") ? [row, "0"] : [wrap === "wrap" ? row : "0", column];
  return [
    { prop: "margin-bottom", value: below },
    { prop: "margin-right", value: beside },
  ].filter(({ value }) => value !== "0");
}

function valueOf(rule, prop) {
  return rule.nodes.findLast((node) => node.prop === prop)?.value;
}

/** The rule for `:focus`, where browsers cannot tell a key from a finger. */
function addFocus(rule) {
  const selectors = rule.selectors.filter((selector) => selector.includes(":focus-visible"));
  if (!selectors.length) return;
  const focus = rule.clone({ selectors: selectors.map((selector) => selector.replace(/:focus-visible/g, ":focus")) });
  rule.after(postcss.atRule({ name: "supports", params: WITHOUT_FOCUS_VISIBLE, source: rule.source }).append(focus));
}
