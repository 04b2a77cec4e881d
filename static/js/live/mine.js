/* What is mine: an island beside fragments that know nobody, applied to whatever the page shows. */

let mine = { stars: new Set(), cards: new Set() };

export function startMine() {
  adoptMine(document);
  document.addEventListener("htmx:after:swap", applyMine);
}

/** Takes over the island of this page or of one that was just fetched. */
export function adoptMine(page) {
  const { stars = [], cards = [] } = JSON.parse(page.getElementById("mine")?.textContent || "{}");
  mine = { stars: new Set(stars), cards: new Set(cards) };
  applyMine();
}

export const isStarred = (number) => mine.stars.has(number);

export function setStarred(number, starred) {
  starred ? mine.stars.add(number) : mine.stars.delete(number);
  applyMine();
}

function applyMine() {
  for (const star of document.querySelectorAll(".star[data-number]")) {
    star.setAttribute("aria-pressed", isStarred(Number(star.dataset.number)));
  }
  for (const card of document.querySelectorAll(".card[data-number]")) {
    card.toggleAttribute("data-mine", mine.cards.has(Number(card.dataset.number)));
  }
}
