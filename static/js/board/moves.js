/*
 * What putting a card down means. It hangs in its new place at once, as a copy, while the card itself waits unseen in
 * the old one: the server's fragments bring the truth, and a refusal needs only the copy thrown away.
 */

import { resync } from "../live/page.js";
import { reason, sendOnce } from "../server.js";
import { say, words } from "../words.js";
import { nameless } from "./drag.js";
import { focusOn } from "./focus.js";
import { travel } from "./travel.js";
import { ask } from "./undo.js";

export const CARD = "[data-number][data-placement]";
const UNHEARD = 3000;
const event = () => location.pathname.split("/")[1];

/** A copy has done its work when the card itself hangs there; in the tray it comes beside the copy, not in its place. */
export function clearCopies() {
  for (const copy of document.querySelectorAll("[data-copy]")) {
    const card = copy.parentElement.querySelector(`${CARD}[data-number="${copy.dataset.number}"]`);
    if (card) giveWay(copy, card);
  }
}

function giveWay(copy, card) {
  const focused = copy.contains(document.activeElement);
  copy.remove();
  if (focused) focusOn(card);
}

/** The card of a cell, the other one when `except` is there too. */
export const cardIn = (cell, except) =>
  [...cell.querySelectorAll(CARD)].find((card) => card !== except && !card.hasAttribute("data-gone"));

export const cellNamed = (name) => document.querySelector(`[data-cell="${name}"]:not(${CARD})`);
const tray = () => document.getElementById("tray-cards");

/** Puts a card into a cell, or on the wall when `cell` is missing; it changes places with `other`, which hangs there. */
export async function put(card, cell, other, from) {
  const move = { card, cell, other, was: cellNamed(card.dataset.cell) };
  const shown = show(move, from);
  try {
    const response = await tell(move);
    if (response.ok) return accepted(move, shown);
    refused(shown, await reason(response, words("move_failed")));
  } catch {
    refused(shown, words("move_failed"));
  }
}

function show({ card, cell, other, was }, from) {
  const shown = [hang(card, cell ?? tray(), from)];
  if (other) shown.push(hang(other, was ?? tray()));
  return shown;
}

function hang(card, place, from = card.getBoundingClientRect()) {
  const copy = nameless(card);
  const focused = card.contains(document.activeElement);
  copy.dataset.copy = "";
  copy.removeAttribute("data-placement");
  place.prepend(copy);
  card.toggleAttribute("data-gone", true);
  if (focused) focusOn(copy);
  travel(copy, from);
  return { card, copy };
}

function tell({ card, cell, other }) {
  const { number, placement, cell: expected } = card.dataset;
  const fields = { number, expected, cell: cell?.dataset.cell, swap: other?.dataset.placement };
  if (!cell) return sendOnce("DELETE", `/${event()}/placements/${placement}`);
  if (placement) return sendOnce("PUT", `/${event()}/placements/${placement}`, fields);
  return sendOnce("POST", `/${event()}/topics/${number}/placements`, fields);
}

function accepted(move, shown) {
  say(told(move), { label: words("undo"), act: () => ask("undo") });
  setTimeout(() => shown.some(({ copy }) => copy.isConnected && "copy" in copy.dataset) && resync(), UNHEARD);
}

/** Locks a card where it hangs, or unlocks it. */
export async function lock(card) {
  const { number, placement } = card.dataset;
  const locked = card.hasAttribute("data-locked");
  try {
    const response = await sendOnce(locked ? "DELETE" : "PUT", `/${event()}/placements/${placement}/lock`);
    const done = words(locked ? "now_unlocked" : "now_locked", { number });
    say(response.ok ? done : await reason(response, words("move_failed")), { label: words("undo"), act: () => ask("undo") });
  } catch {
    say(words("move_failed"));
  }
}

function told({ card, cell, other, was }) {
  const { number } = card.dataset;
  const holes = { number, other: other?.dataset.number, place: cell?.dataset.words };
  if (other) return words(was ? "swapped" : "took_place", holes);
  return words(cell ? "moved" : "on_wall", holes);
}

function refused(shown, why) {
  for (const { card, copy } of shown) {
    card.removeAttribute("data-gone");
    giveWay(copy, card);
  }
  say(why);
  resync();
}
