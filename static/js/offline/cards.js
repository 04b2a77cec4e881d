/* Cards that were written here and are not on the wall yet: they hang there all the same, and on Mine, and say so. */

import { standing } from "./queue.js";
import { arrange, elementOf } from "./tend.js";

export function showCards() {
  const wall = document.getElementById("wall-cards") ?? document.getElementById("waiting-here");
  if (!wall) return;
  const cards = standing().waiting.filter(isForTheWall);
  const list = document.getElementById("waiting-cards") ?? hang(wall);
  arrange(list, cards.toReversed().map(card));
  list.hidden = !cards.length;
}

/** A draft is nobody else's, and has its drawer. */
export const isForTheWall = ({ kind, event, fields }) => kind === "card" && !fields.keep && event === eventOf(location);

export const eventOf = ({ pathname }) => pathname.split("/")[1];

function hang(wall) {
  const list = document.createElement("ul");
  list.id = "waiting-cards";
  list.className = "wall";
  wall.before(list);
  return list;
}

function card(deed) {
  const item = elementOf(deed, "waits-card");
  item.querySelector("h2").textContent = deed.fields.title;
  item.querySelector(".pitch").textContent = deed.fields.pitch ?? "";
  item.querySelector("[data-change]").href = `${deed.page}#deed-${deed.key}`;
  return item;
}
