/* Arranging the board by hand; for facilitators. Beside it stands the plain form that each card links to. */

import "./live.js";
import { makeCarriable } from "./board/carry.js";
import { startClashes } from "./board/clashes.js";
import { startClosing } from "./board/closing.js";
import { makeDraggable } from "./board/drag.js";
import { followCards } from "./board/focus.js";
import { whyNot } from "./board/hand.js";
import { startPeople } from "./board/people.js";
import { showKeys } from "./board/keys.js";
import { CARD, cardIn, cellNamed, clearCopies, lock, put } from "./board/moves.js";
import { startReplay } from "./board/replay.js";
import { maySwap } from "./board/question.js";
import { followReckoning } from "./board/reckoning.js";
import { openSheets } from "./board/sheet.js";
import { startUndo } from "./board/undo.js";
import { say, words } from "./words.js";

const then = document.getElementById("replay");
if (then) {
  startReplay(then);
} else if (document.getElementById("suggestion")) {
  followReckoning();
} else if (document.body.dataset.role === "facilitator") {
  const placeAt = (element, card) => cellAt(element, card) ?? trayAt(element, card);
  openSheets({ card: CARD, choose });
  makeDraggable({ card: CARD, placeAt, put: hang });
  makeCarriable({ card: CARD, placeAt, put: hang, takeOff: (card) => put(card), toggleLock: lock });
  startUndo();
  startClashes(mend);
  startClosing();
  showKeys();
  startPeople();
  document.addEventListener("htmx:after:swap", clearCopies);
  followCards();
}

async function hang(card, { cell, other, words: question }, from) {
  const why = other && whyNot(other);
  if (why) return say(why);
  if (!other || (await maySwap(question))) return put(card, cell, other, from);
}

/** What a form of the sheet asks for, done as a hand would. */
function choose(card, form) {
  const { cell, _method: method } = Object.fromEntries(new FormData(form));
  if (form.action.endsWith("/lock")) return lock(card), true;
  if (!cell) return method === "DELETE" && (hang(card, {}), true);
  const place = cellNamed(cell);
  if (place) hang(card, cellAt(place, card) ?? { cell: place });
  return Boolean(place);
}

/** Moves a card to a cell, what hangs there in its place; false when either is not on this page. */
function mend(placement, cell, swap) {
  const card = document.querySelector(`.board ${CARD}[data-placement="${placement}"]`);
  const place = cellNamed(cell);
  const other = place && cardIn(place, card);
  if (!card || !place || (other?.dataset.placement ?? "") !== (swap ?? "")) return false;
  put(card, place, other);
  return true;
}

const instead = (card, other, place) =>
  words(card.dataset.cell ? "swap_with" : "take_place_of", { other: other.dataset.number, place });

function cellAt(element, card) {
  const cell = element.closest("[data-cell][data-words]");
  if (!cell || cell.dataset.cell === card.dataset.cell) return null;
  const other = cardIn(cell, card);
  const place = cell.dataset.words;
  if (other?.hasAttribute("data-locked") || cell.hasAttribute("data-closed")) return null;
  return { element: cell, cell, other, words: other ? instead(card, other, place) : place };
}

function trayAt(element, card) {
  const tray = element.closest("#tray");
  return tray && card.dataset.placement ? { element: tray, words: words("back_to_wall") } : null;
}
