/* What shows deeds that wait: whatever stands stays the same element, with the focus in it, and only its words change. */

import { words } from "../words.js";
import { away } from "./list.js";
import { standing } from "./queue.js";

/** The element of a deed, made from a template when it does not stand yet. */
export function elementOf(deed, template) {
  const element = document.getElementById(`deed-${deed.key}`) ?? document.getElementById(template).content.firstElementChild.cloneNode(true);
  element.id = `deed-${deed.key}`;
  element.querySelector("[data-state-words]").textContent = words(standing().why ? "saved_here" : "going_up");
  element.querySelector("[data-discard]").onclick = () => away(deed);
  return element;
}

/** Makes these the children of a list, in this order. */
export function arrange(list, elements) {
  for (const old of [...list.children]) if (!elements.includes(old)) old.remove();
  elements.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
}
