/* Keys of a search: arrows go from the field into what was found and back; Escape comes back to the field, and there
   empties it, of which `emptied` is told. */

export function walk(field, emptied) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...document.querySelectorAll("#answer .hit :is(h2, .passages) a")];
    const at = links.indexOf(document.activeElement);
    const inField = document.activeElement === field;
    if (step && (at >= 0 || (inField && step > 0))) go(event, links[at + step] ?? (step < 0 ? field : links[at]));
    if (event.key === "Escape" && at >= 0) go(event, field);
    if (event.key === "Escape" && inField && field.value) empty(event, field, emptied);
  });
}

function go(event, target) {
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function empty(event, field, emptied) {
  event.preventDefault();
  field.value = "";
  emptied();
}
