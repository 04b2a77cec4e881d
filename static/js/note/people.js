/* Who is here, by name: initials and a sentence, without colours. */

import { words } from "../words.js";

const MOST_SHOWN = 5;

export function showPeople(note, awareness) {
  const places = document.querySelectorAll("[data-people]");
  const list = new Intl.ListFormat(document.documentElement.lang);
  let shown = null;

  function draw() {
    const others = names(awareness);
    if (others.join("\n") === shown) return;
    shown = others.join("\n");
    for (const place of places) {
      const hands = [...others.slice(0, MOST_SHOWN).map((name) => hand(name)), hand(note.dataset.me, "me")];
      place.querySelector("[data-hands]").replaceChildren(...hands);
      place.querySelector("[data-people-words]").textContent = others.length
        ? words("writes_with", { names: list.format(others) })
        : words("writes_alone");
      place.hidden = false;
    }
  }

  awareness.on("change", draw);
  draw();
}

/** The others, each once however many devices they write from. */
function names(awareness) {
  const all = [...awareness.getStates()].filter(([client]) => client !== awareness.clientID);
  return [...new Set(all.map(([, state]) => state.user?.name).filter(Boolean))].sort();
}

function hand(name, mine) {
  const made = document.createElement("span");
  made.className = "hand";
  if (mine) made.dataset.mine = "";
  made.textContent = [...(name || "·")][0].toUpperCase();
  return made;
}
