/* On Mine: stars that wait stand there like those that are given, and nobody is told that nothing is theirs. */

import { words } from "../words.js";
import { eventOf, isForTheWall } from "./cards.js";
import { standing } from "./queue.js";

export function showOnMine() {
  const here = document.getElementById("waiting-here");
  if (!here) return;
  const { waiting } = standing();
  const stars = waiting.filter(isStarHere);
  const nothing = document.getElementById("nothing-yet");
  if (nothing) nothing.hidden = stars.length > 0 || waiting.some(isForTheWall);
  document.getElementById("waiting-stars")?.remove();
  if (stars.length) here.before(listOf(stars));
}

const isStarHere = ({ star, method, event }) => star && method === "PUT" && event === eventOf(location);

function listOf(stars) {
  const list = Object.assign(document.createElement("div"), { id: "waiting-stars", className: "stack tight" });
  list.append(...stars.map(entry));
  return list;
}

function entry({ star, text, what, event }) {
  const card = Object.assign(document.createElement("a"), { className: "mini", href: `/${event}/topics/${star}` });
  const number = Object.assign(document.createElement("span"), { className: "no", textContent: star });
  const lines = document.createElement("span");
  lines.append(
    Object.assign(document.createElement("b"), { textContent: text || what }),
    Object.assign(document.createElement("small"), { textContent: words(standing().why ? "saved_here" : "going_up") }),
  );
  card.append(number, lines);
  return card;
}
