/* The switch that shows who wrote what. */

import { words } from "../words.js";
import { showAuthors } from "./authors.js";

export function startAsking(note, view, text, awareness) {
  const button = note.querySelector("[data-authors]");
  if (!button) return;
  const told = note.querySelector("[data-authors-words]");
  let stop = null;

  button.hidden = false;
  button.addEventListener("click", async () => {
    if (stop) stop = stop();
    else stop = await start().catch(() => tell(words("authors_unknown")));
    button.setAttribute("aria-pressed", Boolean(stop));
  });

  async function start() {
    const names = await fetchNames(button.dataset.authors);
    return showAuthors(view, text, awareness, names, tell);
  }

  function tell(what) {
    told.textContent = what;
    told.hidden = !what;
  }
}

async function fetchNames(address) {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
