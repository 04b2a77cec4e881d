/* Joins what shows and takes what waits: the pill, the list, cards that are not up yet, stars, forms. */

import "../shared.js";
import { showCards } from "./cards.js";
import { clearRefusal, deedOf, fillFromAddress, moveOn, outcomeOf, takeForm } from "./forms.js";
import { openList, redrawList } from "./list.js";
import { showPill } from "./pill.js";
import { look, startQueue, take } from "./queue.js";
import { applyStars, takeStar } from "./stars.js";

export async function startWaiting() {
  document.querySelector("[data-waits-pill]")?.addEventListener("click", openList);
  document.addEventListener("hallway:waiting", ({ detail }) => {
    showPill(detail);
    redrawList();
    showCards();
    applyStars();
  });
  for (const kind of ["htmx:after:swap", "hallway:mine"]) document.addEventListener(kind, () => (showCards(), applyStars()));
  await look();
  await fillFromAddress();
  startQueue();
  return { clearRefusal, deedOf, moveOn, outcomeOf, take, takeForm, takeStar };
}
