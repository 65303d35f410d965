// CSS for browsers of 2018: what has a form that those and today's browsers read alike is rewritten here; esbuild does the
// rest. Two conventions for the sources: of min() and max() the first value, of clamp() the middle one stands alone where
// browsers do not know these functions; and a script that sets --cqw and --cqh stands in for a container's units. A value
// that has no such form (subgrid) stands behind one that has, and so does one for which the convention is not good enough.

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
  for (const declaration of declarations(root)) {
    addOlder(declaration, /\d[dsl]vh\b/, "height: 1dvh", (value) => value.replace(/(\d)[dsl]vh\b/g, "$1vh"));
    addOlder(declaration, /\dcq[wh]\b/, "width: 1cqw", withoutContainer);
    addOlder(declaration, MATH, "width: max(1px, 1px)", withoutMath);
  }
}

/** Those that stand there now: what is written for one is not itself rewritten. */
function declarations(root) {
  const found = [];
  root.walkDecls((declaration) => found.push(declaration));
  return found;
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
  inset: (declaration) => {
    const [top, right = top, bottom = top, left = right] = postcss.list.space(declaration.value);
    const sides = Object.entries({ top, right, bottom, left });
    declaration.replaceWith(...sides.map(([prop, value]) => declaration.clone({ prop, value })));
  },
  "align-content": (declaration) => {
    if (declaration.value.startsWith("safe ")) declaration.cloneBefore({ value: declaration.value.slice(5) });
  },
};

/**
 * Put the value that older browsers know before one that they do not, unless the source has one there. They take any
 * value for a custom property, and any with a var() in it: there the newer one goes into a rule of its own, for those
 * that support it.
 */
function addOlder(declaration, pattern, support, older) {
  const { prop, value, parent } = declaration;
  if (!parent || !pattern.test(value)) return;
  const hasOlder = declaration.prev()?.prop === prop;
  if (prop.startsWith("--") || value.includes("var(")) {
    const newer = parent.clone({ nodes: [] }).append({ prop, value });
    parent.after(postcss.atRule({ name: "supports", params: `(${support})`, source: parent.source }).append(newer));
    if (hasOlder) declaration.remove();
    else declaration.value = older(value);
  } else if (!hasOlder) declaration.cloneBefore({ value: older(value) });
}

function withoutContainer(value) {
  return withoutMath(value).replace(/([\d.]+)(cq[wh])\b/g, "calc($1 * var(--$2))");
}

const MATH = /\b(min|max|clamp)\(/;

/** Replace each function by one of its values, the outermost first. */
function withoutMath(value) {
  const found = MATH.exec(value);
  if (!found) return value;
  const start = found.index + found[0].length;
  const end = closing(value, start);
  const values = postcss.list.comma(value.slice(start, end));
  return withoutMath(value.slice(0, found.index) + values[found[1] === "clamp" ? 1 : 0] + value.slice(end + 1));
}

/** Where the parenthesis closes that was opened before `start`. */
function closing(value, start) {
  for (let at = start, depth = 1; ; at++) {
    if (value[at] === "(") depth++;
    if (value[at] === ")" && --depth === 0) return at;
  }
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
