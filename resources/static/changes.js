// Assignment of a view model to an Alpine component: only of the fields that differ.
//
// Alpine redraws whatever depends on a field that is set, even if a list is replaced by an equal one.

import Alpine from "@alpinejs/csp";

/** @param {object} component @param {object} view plain values and lists of them */
export function assignChanges(component, view) {
  for (const [field, value] of Object.entries(view)) {
    if (!isEqual(Alpine.raw(component[field]), value)) component[field] = value;
  }
}

function isEqual(one, other) {
  return one === other || (typeof other === "object" && JSON.stringify(one) === JSON.stringify(other));
}
