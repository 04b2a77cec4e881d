/* Words for people: written by the server in the visitor's language, said here. */

const all = Object.assign({}, ...Array.from(document.querySelectorAll('script[id|="words"]'), ({ textContent }) => JSON.parse(textContent)));

/** A text by its name, with `{holes}` filled. */
export const words = (name, holes = {}) =>
  (all[name] ?? "").replace(/\{(\w+)\}/g, (_, hole) => holes[hole] ?? "");

/** Says something in the page's one region for it, with one thing to do about it if there is one. */
export function say(text, action, region = document.getElementById("said")) {
  if (!region) return;
  region.replaceChildren(text);
  if (action) region.append(" ", button(action));
}

/** Takes back what is not so any more, unless something else was said since. */
export function unsay(text) {
  const region = document.getElementById("said");
  if (region?.textContent === text) region.replaceChildren();
}

function button({ label, act }) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button bare slim";
  made.textContent = label;
  made.addEventListener("click", act, { once: true });
  return made;
}
