/*
 * Picking a card up and putting it down, by mouse, pen or finger.
 *
 * A mouse drags after a few pixels; a finger has to rest for a moment, so that the page can still be scrolled and the
 * card still be tapped. The card itself stays where it is until it is put down: what travels is a copy.
 */

import { say, words } from "../words.js";
import { mayTake, slipped, tellHeld, tellLetGo } from "./hand.js";
import { Mark } from "./mark.js";
import { scrollNear } from "./scroll.js";

const FEW_PIXELS = 5;
const REST = 250;
const NOT_A_HANDLE = "button, input, select, textarea, summary, label";

/**
 * `card` selects what can be picked up. `placeAt(element, card)` gives the place under the pointer, an object with an
 * `element` and `words`, or nothing where the card cannot go. `put(card, place, from)` is told where it was put and
 * from which rectangle it fell.
 */
export function makeDraggable({ card: selector, placeAt, put }) {
  let drag = null;

  document.addEventListener("pointerdown", (event) => {
    const card = event.target.closest?.(selector);
    if (drag || !card || !event.isPrimary || event.button !== 0 || event.target.closest(NOT_A_HANDLE)) return;
    drag = new Drag(card, event, { placeAt, put, done: () => (drag = null) });
  });
  document.addEventListener("dragstart", (event) => event.target.closest?.(selector) && event.preventDefault());
  document.addEventListener("contextmenu", (event) => drag?.byFinger && event.preventDefault());
  document.addEventListener("touchmove", (event) => drag?.held && event.cancelable && event.preventDefault(), {
    passive: false,
  });
}

class Drag {
  constructor(card, event, { placeAt, put, done }) {
    Object.assign(this, { card, placeAt, put, done, pointer: event.pointerId, held: null, place: null, under: new Mark() });
    this.start = this.at = { x: event.clientX, y: event.clientY };
    this.byFinger = event.pointerType === "touch";
    this.over = new AbortController();
    this.listen();
    if (this.byFinger) this.timer = setTimeout(() => this.pickUp(), REST);
  }

  listen() {
    const on = (kind, react, capture = false) =>
      window.addEventListener(kind, react, { capture, signal: this.over.signal });
    on("pointermove", (event) => event.pointerId === this.pointer && this.move(event));
    on("pointerup", (event) => event.pointerId === this.pointer && this.release());
    on("pointercancel", (event) => event.pointerId === this.pointer && this.end());
    on("blur", () => this.end());
    on("keydown", (event) => this.key(event), true);
  }

  move(event) {
    this.at = { x: event.clientX, y: event.clientY };
    if (this.held) return;
    const way = Math.hypot(this.at.x - this.start.x, this.at.y - this.start.y);
    if (way <= FEW_PIXELS) return;
    if (this.byFinger) this.end();
    else this.pickUp();
  }

  pickUp() {
    if (!mayTake(this.card)) return this.end();
    tellHeld(this.card);
    const box = this.card.getBoundingClientRect();
    this.grip = { x: this.start.x - box.left, y: this.start.y - box.top };
    this.held = copyInHand(this.card, box);
    this.card.toggleAttribute("data-away", true);
    document.documentElement.setPointerCapture?.(this.pointer);
    document.getSelection().removeAllRanges();
    if (this.byFinger) navigator.vibrate?.(10);
    this.follow();
  }

  /** Once a frame: the copy under the pointer, the place below it, and the board moving at its edges. */
  follow() {
    if (!this.held) return;
    if (!this.card.isConnected || this.card.hasAttribute("data-in-hand")) return this.lose();
    this.held.style.transform = `translate(${this.at.x - this.grip.x}px, ${this.at.y - this.grip.y}px)`;
    this.look();
    scrollNear(this.at, this.below);
    this.frame = requestAnimationFrame(() => this.follow());
  }

  /** On a large board and a slow laptop finding costs half a frame and marking the other half: each has its own. */
  look() {
    this.found = !this.found;
    if (this.found) this.find();
    else this.mark();
  }

  find() {
    this.below = document.elementFromPoint(this.at.x, this.at.y);
  }

  mark() {
    this.aim(this.below?.isConnected && this.placeAt(this.below, this.card));
  }

  /** Somebody else was faster. */
  lose() {
    this.end();
    say(slipped(this.card));
  }

  aim(place) {
    if (place && place.element === this.place?.element) {
      this.filled ||= place.other !== this.place.other;
    } else {
      this.filled = false;
    }
    this.under.show(place);
    if (this.held) this.held.dataset.over = place?.words ?? "";
    this.place = place;
  }

  release() {
    if (this.held) {
      this.find();
      this.mark();
    }
    const { held, place, filled } = this;
    const from = held?.getBoundingClientRect();
    if (held) swallowClick();
    this.end();
    if (held && place && filled) say(words("filled_meanwhile", { place: place.cell?.dataset.words }));
    else if (held && place) this.put(this.card, place, from);
    else if (held) this.sayWhyNot();
  }

  /** Let go over a place that takes no card; what lies beside the board, or is its own, is no place. */
  sayWhyNot() {
    const cell = this.below?.closest("#board-table :is([data-words], td)");
    if (cell && !cell.contains(this.card)) say(words("not_here", { place: cell.dataset.words ?? cell.innerText }));
  }

  key(event) {
    if (event.key !== "Escape" || !this.held) return;
    event.preventDefault();
    event.stopPropagation();
    swallowClick();
    this.end();
  }

  end() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.over.abort();
    this.under.remove();
    if (this.held) tellLetGo();
    this.held?.remove();
    this.held = null;
    this.card.removeAttribute("data-away");
    this.done();
  }
}

/** It keeps the ink of the row that it leaves; everything else is the style sheet's. */
function copyInHand(card, box) {
  const hand = document.createElement("div");
  const copy = nameless(card);
  const ink = card.closest("[data-time]")?.dataset.time;
  if (ink) hand.dataset.time = ink;
  hand.className = "in-hand";
  hand.ariaHidden = "true";
  hand.style.inlineSize = `${box.width}px`;
  copy.toggleAttribute("data-held", true);
  hand.append(copy);
  document.body.append(hand);
  return hand;
}

/** A copy without ids: of those there can be one only. */
export function nameless(card) {
  const copy = card.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
  copy.removeAttribute("data-away");
  return copy;
}

/** Letting go of a card is no click on its link; a quick answer to what is asked then is one. */
function swallowClick() {
  const swallow = (event) => {
    if (event.target.closest("dialog")) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 50);
}
