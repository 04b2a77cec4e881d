/* What is mine: an island beside fragments that know nobody, applied to whatever the page shows. */

import { words } from "../words.js";

let mine = { stars: new Set(), cards: new Set(), taps: new Map() };

export function startMine() {
  adoptMine(document);
  document.addEventListener("htmx:after:swap", applyMine);
}

/** Takes over the island of this page or of one that was just fetched. */
export function adoptMine(page) {
  const { stars = [], cards = [], taps = {} } = JSON.parse(page.getElementById("mine")?.textContent || "{}");
  mine = { stars: new Set(stars), cards: new Set(cards), taps: new Map(Object.entries(taps)) };
  applyMine();
  document.dispatchEvent(new Event("hallway:mine"));
}

export const isStarred = (number) => mine.stars.has(number);
export const isMine = (number) => mine.stars.has(number) || mine.cards.has(number);

export function setStarred(number, starred) {
  starred ? mine.stars.add(number) : mine.stars.delete(number);
  applyMine();
}

/** The star and the count beside it. */
export function turn(number, starred) {
  setStarred(number, starred);
  for (const shown of document.querySelectorAll(`.star[data-number="${number}"] [data-stars]`)) {
    shown.textContent = Math.max(0, Number(shown.textContent) + (starred ? 1 : -1)) || "";
  }
}

export const tapped = (cell) => mine.taps.get(cell);

export function setTapped(cell, says) {
  says ? mine.taps.set(cell, says) : mine.taps.delete(cell);
  applyMine();
}

function applyMine() {
  for (const element of document.querySelectorAll("[data-number]")) {
    const number = Number(element.dataset.number);
    if (element.matches(".star")) element.setAttribute("aria-pressed", isStarred(number));
    else mark(element, number);
  }
  for (const tap of document.querySelectorAll(".tap")) tap.setAttribute("aria-pressed", tapped(tap.dataset.cell) === tap.value);
  for (const several of document.querySelectorAll("[data-several]")) countStarred(several);
  document.dispatchEvent(new Event("hallway:starred"));
}

function mark(element, number) {
  element.toggleAttribute("data-starred", isStarred(number));
  element.toggleAttribute("data-mine", mine.cards.has(number));
}

function countStarred(shown) {
  const count = shown.closest("section").querySelectorAll("li[data-starred]").length;
  const text = count > 1 ? words("starred_several", { count }) : "";
  if (shown.textContent !== text) shown.textContent = text;
}
