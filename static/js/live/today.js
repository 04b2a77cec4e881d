/* The list by time opens where the day is: at what runs, else at what comes next. Whoever comes back finds their place. */

import { arrivedBy } from "./clock.js";

const SMALL = "(max-width: 59.99rem)";

export function startToday() {
  const rows = [...document.querySelectorAll(".board-page .board tbody tr:not(.day, .ticker)")];
  const here = rows.find((row) => row.matches(".running")) ?? rows.find((row) => !row.matches(".over"));
  if (here && here !== rows[0] && isFresh()) here.scrollIntoView({ block: "start", behavior: "instant" });
}

const isFresh = () => matchMedia(SMALL).matches && arrivedBy() === "navigate" && !location.hash && !scrollY;
