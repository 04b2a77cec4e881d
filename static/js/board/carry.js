/*
 * Moving a card without dragging: pick it up by key or press, choose a cell by arrows or press, put it down.
 *
 * What happens is said in the page's one region for it, so that who cannot see the board hears the same.
 */

import { say, words } from "../words.js";
import { mayTake, slipped, tellHeld, tellLetGo } from "./hand.js";
import { focusOn } from "./focus.js";
import { cellOf, firstCell, isWay, neighbour } from "./grid.js";
import { Mark } from "./mark.js";

const FIELDS = "input, textarea, select, [contenteditable], dialog";

/** `card` selects cards, `placeAt(element, card)` and `put(card, place, from)` are as for dragging. */
export function makeCarriable({ card: selector, placeAt, put, takeOff, toggleLock }) {
  let carried = null;

  const cardOf = (element) => element.closest?.(`${selector}`);

  function take(card) {
    if (!mayTake(card)) return;
    carried?.leave();
    carried = new Carried(card, { placeAt, put, done: () => (carried = null) });
  }

  document.addEventListener("click", (event) => {
    const mover = event.target.closest?.("a.move");
    const card = mover && cardOf(mover);
    if (carried && !mover) return carried.press(event);
    if (!card || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (carried?.card === card) return carried.cancel();
    take(card);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELDS)) return;
    if (carried) return carried.key(event);
    const card = cardOf(event.target);
    if (card && act(event.key, card)) event.preventDefault();
    else if (isWay(event.key) && cellOf(event.target)) walk(event);
  });
  for (const kind of ["htmx:after:swap", "hallway:hands"]) document.addEventListener(kind, () => carried?.look());

  function act(key, card) {
    if (key === "m" || key === " ") take(card);
    else if (key === "l" && card.dataset.placement) toggleLock(card);
    else if ((key === "Delete" || key === "Backspace") && card.dataset.placement) mayTake(card) && takeOff(card);
    else return false;
    return true;
  }
}

/** Arrow keys go from cell to cell: to its card, if there is one. */
function walk(event) {
  const next = neighbour(cellOf(event.target), event.key);
  if (!next) return;
  event.preventDefault();
  focusOn(next);
}

class Carried {
  constructor(card, { placeAt, put, done }) {
    Object.assign(this, { card, placeAt, put, done, place: null, cell: cellOf(card) ?? null, under: new Mark() });
    card.toggleAttribute("data-picked", true);
    document.body.toggleAttribute("data-carrying", true);
    tellHeld(card);
    say(words("picked_up", { number: card.dataset.number }));
  }

  press(event) {
    const place = this.placeAt(event.target, this.card);
    if (!place) return;
    event.preventDefault();
    this.drop(place);
  }

  key(event) {
    if (event.key === "Escape") this.cancel();
    else if (isWay(event.key)) this.aim(this.cell ? neighbour(this.cell, event.key) : firstCell());
    else if (event.key === "w") this.aim(document.getElementById("tray"));
    else if (event.key === "Enter" || event.key === " ") this.place ? this.drop(this.place) : this.cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  aim(target) {
    if (!target) return say(words("edge"));
    this.cell = target.id === "tray" ? this.cell : target;
    this.place = this.placeAt(target, this.card);
    this.under.show(this.place);
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(this.place?.words ?? words("not_here", { place: target.dataset.words }));
  }

  drop(place) {
    const from = this.card.getBoundingClientRect();
    this.leave();
    this.put(this.card, place, from);
  }

  /** Somebody else may have moved it meanwhile, or have taken it in the same moment. */
  look() {
    if (this.card.isConnected && !this.card.hasAttribute("data-in-hand")) return this.under.show(this.place);
    this.leave();
    say(slipped(this.card));
  }

  cancel() {
    this.leave();
    say(words("let_go", { number: this.card.dataset.number }));
  }

  leave() {
    this.under.remove();
    this.card.removeAttribute("data-picked");
    document.body.removeAttribute("data-carrying");
    tellLetGo();
    this.done();
  }
}
