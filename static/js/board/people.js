/*
 * Who else arranges, and what they hold: told over the page's socket, shown as names in the strip of tools and as a
 * flag on the card. What is in our own hand is said there too, again and again while it is, so that it lapses with us.
 */

import { hearOfPeople, tell } from "../live/socket.js";
import { words } from "../words.js";

const STILL = 10_000;

/* Who lost the network is seated anew, and for a while the old seat is still there, with what it held. */
const ours = new Set();
let people = [];
let held = null;
let still = 0;

export function startPeople() {
  hearOfPeople(hear);
  document.addEventListener("hallway:held", ({ detail: { number, placement } }) => {
    hold({ number: Number(number), placement: Number(placement) || null });
  });
  document.addEventListener("hallway:let-go", () => hold(null));
  document.addEventListener("htmx:after:swap", show);
}

function hear({ you, people: all }) {
  if (you) ours.add(you);
  people = all?.map((one) => ({ ...one, name: one.name || words("a_facilitator") })) ?? people;
  if (you && held) tell({ held });
  show();
}

function hold(card) {
  if (!card && !held) return;
  held = card;
  tell({ held });
  clearInterval(still);
  if (held) still = setInterval(() => tell({ held }), STILL);
}

function show() {
  const others = people.filter(({ id }) => !ours.has(id));
  document.getElementById("people")?.replaceChildren(...[...new Set(others.map(({ name }) => name))].map(chip));
  const hands = new Map(others.filter((one) => one.held).map((one) => [selector(one.held), one.name]));
  for (const card of document.querySelectorAll("[data-in-hand]")) {
    if (![...hands.keys()].some((named) => card.matches(named))) lower(card);
  }
  for (const [named, name] of hands) for (const card of document.querySelectorAll(named)) lift(card, name);
  document.dispatchEvent(new Event("hallway:hands"));
}

function chip(name) {
  const made = document.createElement("li");
  made.textContent = name;
  return made;
}

const selector = ({ number, placement }) =>
  `[data-number="${number}"][data-placement="${placement ?? ""}"]:not([data-copy])`;

function lift(card, name) {
  card.dataset.inHand = name;
  card.dataset.flag = words("has_this", { name });
}

function lower(card) {
  card.removeAttribute("data-in-hand");
  card.removeAttribute("data-flag");
}
