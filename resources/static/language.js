// Translations for scripts, the counterpart of goat_kiosk/text/i18n.py. An English sentence is its own key; for any other
// language the page loads the catalogue as a script before this one.

const sentences = self.catalogue ?? {};

/** Return a sentence in the reader's language, with its {names} replaced by `values`. */
export function t(sentence, values = {}) {
  return (sentences[sentence] ?? sentence).replace(/\{(\w+)(?::(.*?)\|(.*?))?\}/g, (_, name, one, many) => counted(values[name], one, many));
}

/** Return a number with its noun, as `{count:bag|bags}` or `{count:is # bag|are # bags}` says, or any value alone. */
function counted(value, one, many) {
  if (many === undefined) return value;
  const words = String(value) === "1" ? one : many;
  return words.includes("#") ? words.replace("#", value) : `${value} ${words}`;
}
