/* Joins what shows and takes what waits: the pill, the list, cards that are not up yet, stars, forms. */

import { showCards } from "./cards.js";
import { showComments } from "./comments.js";
import { clearRefusal, deedOf, fillFromAddress, moveOn, outcomeOf, takeForm } from "./forms.js";
import { showOnMine } from "./mine.js";
import { openList, redrawList } from "./list.js";
import { showPill } from "./pill.js";
import { look, startQueue, take } from "./queue.js";
import { applyStars, takeStar } from "./stars.js";

export async function startWaiting() {
  document.querySelector("[data-waits-pill]")?.addEventListener("click", openList);
  document.addEventListener("hallway:waiting", ({ detail }) => {
    showPill(detail);
    redrawList();
    showAll();
  });
  for (const kind of ["htmx:after:swap", "hallway:mine"]) document.addEventListener(kind, showAll);
  await look();
  await fillFromAddress();
  startQueue();
  return { clearRefusal, deedOf, moveOn, outcomeOf, take, takeForm, takeStar };
}

function showAll() {
  showCards();
  showOnMine();
  showComments();
  applyStars();
}
