/*
 * The pile for the thumb: the next card is there at once, and the server hears of it meanwhile. A card can be swept to
 * either side, or passed and starred with the arrow keys.
 */

import "./live.js";
import { sendOnce } from "./server.js";
import { say, words } from "./words.js";

/** Pixels that a finger sweeps a card before it goes; so many cards left ask for more. */
const SWEPT = 90;
const FEW = 3;

/** The side to which a page is read: there a card is starred, back from there it is passed. */
const ONWARD = document.dir === "rtl" ? -1 : 1;
const KEYS = ONWARD > 0 ? { ArrowRight: "star", ArrowLeft: "pass" } : { ArrowLeft: "star", ArrowRight: "pass" };

const pile = document.getElementById("pile");
const gone = new Set();
let sending = Promise.resolve();
let held = null;

const top = () => pile.firstElementChild;

pile.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.do) return;
  event.preventDefault();
  go(button);
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const does = KEYS[event.key];
  const button = does && top()?.querySelector(`[data-do="${does}"]`);
  if (!button) return;
  event.preventDefault();
  go(button);
});

pile.addEventListener("pointerdown", ({ target, clientX, clientY, pointerId, isPrimary, pointerType }) => {
  if (!isPrimary || pointerType === "mouse" || target.closest("button")) return;
  held = { pointerId, clientX, clientY, card: target.closest("li") };
});
pile.addEventListener("pointermove", (event) => {
  if (held?.pointerId === event.pointerId) lean(held.card, event.clientX - held.clientX);
});
for (const kind of ["pointerup", "pointercancel"]) pile.addEventListener(kind, release);

function lean(card, by) {
  card?.style.setProperty("--swept", `${by}px`);
}

function release(event) {
  if (held?.pointerId !== event.pointerId) return;
  const { card, clientX, clientY } = held;
  held = null;
  lean(card, 0);
  const [across, down] = [event.clientX - clientX, Math.abs(event.clientY - clientY)];
  if (event.type === "pointerup" && card === top() && Math.abs(across) > SWEPT && Math.abs(across) > 2 * down) {
    go(card.querySelector(`[data-do="${across * ONWARD > 0 ? "star" : "pass"}"]`));
  }
}

/** One card after the other reaches the server, in the order of the thumb. */
function go(button) {
  const card = button.closest("li");
  if (card !== top()) return;
  const focused = card.contains(document.activeElement);
  gone.add(card.id);
  card.remove();
  count(-1);
  if (focused) top()?.querySelector("[data-do=star]").focus();
  sending = sending.then(() => tell(card, button));
  if (pile.children.length < FEW) sending = sending.then(more);
}

function count(by) {
  const left = document.querySelector("[data-left]");
  left.textContent = Math.max(0, Number(left.textContent) + by);
}

async function tell(card, button) {
  try {
    const response = await sendOnce("PUT", button.formAction, { pile: "1" });
    if (response.ok) return;
    const answer = await response.json();
    if (response.status === 403) return join();
    back(card, answer.message, answer.choose);
  } catch {
    back(card, words("star_unsaved"));
  }
}

/** What the server did not take lies on top again, and it is said why. */
function back(card, message, choose) {
  gone.delete(card.id);
  pile.prepend(card);
  count(1);
  say(message, choose && { label: words("choose_star"), act: () => location.assign(choose) });
}

function join() {
  const [, event] = location.pathname.split("/");
  location.assign(`/${event}/join?next=${encodeURIComponent(location.pathname)}`);
}

async function more() {
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const card of page.querySelectorAll("#pile > li")) {
      if (!gone.has(card.id) && !document.getElementById(card.id)) pile.append(document.adoptNode(card));
    }
  } catch {
    // No network: what is here can still be looked at, and the next card asks again.
  }
}
