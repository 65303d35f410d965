// Translations for scripts, the counterpart of goat_kiosk/text/i18n.py. An English sentence is its own key; for any other
// language the page loads the catalogue as a script before this one.

const sentences = self.catalogue ?? {};

/** Return a sentence in the reader's language, with its {names} replaced by `values`. */
export function t(sentence, values = {}) {
  return (sentences[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
