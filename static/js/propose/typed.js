/* What was typed on a new card is there again after a look elsewhere, in this tab, until the card is up or in the drawer. */

const KEY = `hallway:card:${location.pathname}`;

export function keepTyped(form) {
  const fields = [...form.elements].filter(({ name, type }) => name && !["hidden", "submit", "checkbox", "radio"].includes(type));
  const kept = read();
  for (const field of fields) if (!field.value && kept[field.name]) give(field, kept[field.name]);
  form.addEventListener("input", () => write(Object.fromEntries(fields.map(({ name, value }) => [name, value]))));
}

export function forgetTyped() {
  write();
}

/** As if it were typed now: what is close shows again. */
function give(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const folded = field.closest("details");
  if (folded) folded.open = true;
}

/** A browser that keeps nothing is no trouble here. */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function write(fields) {
  try {
    if (fields) sessionStorage.setItem(KEY, JSON.stringify(fields));
    else sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
}
