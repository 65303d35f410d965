// What the pages say, in the reader's language: the other half of goat_kiosk/text/i18n.py. A sentence is its own key; the
// catalogue of any language but English is a script that the page names before this one.

const sentences = globalThis.catalogue ?? {};

/** The sentence in the reader's language, its {names} filled in from `values`. */
export function t(sentence, values = {}) {
  return (sentences[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
