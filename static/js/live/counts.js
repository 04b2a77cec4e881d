/* Numbers that count what the page shows, such as how many cards wait. */

export function startCounts() {
  for (const kind of ["htmx:after:swap", "hallway:starred"]) document.addEventListener(kind, count);
}

function count() {
  for (const shown of document.querySelectorAll("[data-counts]")) {
    shown.textContent = document.querySelectorAll(shown.dataset.counts).length;
  }
}
