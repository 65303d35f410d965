// Assignment of a view model to an Alpine component: only of the fields that differ.
//
// Alpine redraws whatever depends on a field that is set. Reading a field of a component to compare it costs more than
// everything else here, so what was assigned is stored beside it; nothing else may assign these fields.

/**
 * @param {object} component
 * @param {object} assigned what was assigned so far; changed as well
 * @param {object} view plain values, no lists
 */
export function assignChanges(component, assigned, view) {
  for (const [field, value] of Object.entries(view)) {
    if (value !== assigned[field]) component[field] = assigned[field] = value;
  }
}
