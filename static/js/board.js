/* Arranging the board by hand; for facilitators. Beside it stands the plain form that each card links to. */

import { makeDraggable } from "./board/drag.js";
import { CARD, cardIn, clearCopies, put } from "./board/moves.js";
import { words } from "./words.js";

if (document.body.dataset.role === "facilitator") {
  makeDraggable({
    card: CARD,
    placeAt: (element, card) => cellAt(element, card) ?? trayAt(element, card),
    put: (card, { cell, other }, from) => put(card, cell, other, from),
  });
  document.addEventListener("htmx:after:swap", clearCopies);
}

const instead = (card, other, place) =>
  words(card.dataset.cell ? "swap_with" : "take_place_of", { other: other.dataset.number, place });

function cellAt(element, card) {
  const cell = element.closest("[data-cell][data-words]");
  if (!cell || cell.dataset.cell === card.dataset.cell) return null;
  const other = cardIn(cell, card);
  const place = cell.dataset.words;
  return { element: cell, cell, other, words: other ? instead(card, other, place) : place };
}

function trayAt(element, card) {
  const tray = element.closest("#tray");
  return tray && card.dataset.placement ? { element: tray, words: words("back_to_wall") } : null;
}
