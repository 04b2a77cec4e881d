/* A page made of one's own cards is fetched anew when one of them was touched, here, in another tab, or while away. */

import { isMine } from "./mine.js";
import { resync } from "./page.js";

/** A change of the day's shape concerns everybody at once. */
const SPREAD = 3000;
const touched = () => document.getElementById("touched");

export function startTouched() {
  if (!touched()) return;
  document.addEventListener("htmx:after:swap", () => {
    const now = touched()?.dataset.touched;
    if (!now) return;
    touched().removeAttribute("data-touched");
    if (now === "all") resync(SPREAD);
    else if (now === "soon") resync();
    else if (isMine(Number(now))) resync();
  });
  document.addEventListener("hallway:starred-elsewhere", () => resync());
  document.addEventListener("visibilitychange", () => document.hidden || resync());
}
