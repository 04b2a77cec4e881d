/* The focus stays with a card that is moved, by whomever: a keyboard goes on where it was. */

const CARD = "[data-number]:is(.card, .line-card)";

/** Focuses a card, that of a cell, or a cell where none hangs. */
export function focusOn(place, options) {
  const link = place.querySelector(":is(h2, h3) a, .line-card > a");
  if (!link) place.tabIndex = -1;
  (link ?? place).focus(options);
}

/** A fragment takes a card out of one cell and puts it into another; between the two nothing has the focus. */
export function followCards() {
  let number;
  document.addEventListener("htmx:before:swap", () => {
    const focused = document.activeElement;
    if (focused !== document.body) number = focused.closest(CARD)?.dataset.number;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!number || document.activeElement !== document.body) return;
    const card = document.querySelector(`${CARD}[data-number="${number}"]:not([data-gone])`);
    if (card) focusOn(card, { preventScroll: true });
  });
}
