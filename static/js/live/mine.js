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
  for (const element of document.querySelectorAll("[data-number]")) {
    const number = Number(element.dataset.number);
    if (element.matches(".star")) element.setAttribute("aria-pressed", isStarred(number));
    else mark(element, number);
  }
  document.dispatchEvent(new Event("hallway:starred"));
}

function mark(element, number) {
  element.toggleAttribute("data-starred", isStarred(number));
  element.toggleAttribute("data-mine", mine.cards.has(number));
}
