/* The list by time opens where the day is: at what runs, else at what comes next. Whoever comes back finds their place. */

const SMALL = matchMedia("(max-width: 59.99rem)");

export function startToday() {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!SMALL.matches || location.hash || scrollY || arrival?.type !== "navigate") return;
  const rows = [...document.querySelectorAll(".board-page .board tbody tr:not(.day, .ticker)")];
  const here = rows.find((row) => row.matches(".running")) ?? rows.find((row) => !row.matches(".over"));
  if (here && here !== rows[0]) here.scrollIntoView({ block: "start", behavior: "instant" });
}
