/* On a small screen a card is moved from a sheet: the page for choosing a place, shown over the board. */

import { say, words } from "../words.js";
import { mayTake, tellHeld, tellLetGo } from "./hand.js";

const SMALL = matchMedia("(max-width: 59.99rem)");

/** `choose(card, form)` is told what was chosen in it; it returns whether it could do that. */
export function openSheets({ card: selector, choose }) {
  document.addEventListener("click", (event) => {
    const mover = event.target.closest?.("a.move");
    const card = mover?.closest(selector);
    if (!card || !SMALL.matches || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!card.hasAttribute("data-in-hand") || mayTake(card)) open(mover.href, card, choose);
  });
}

async function open(url, card, choose) {
  const content = await contentOf(url);
  if (!content) return say(words("move_failed"));
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  sheet.append(closer(sheet), content);
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  sheet.addEventListener("click", follow);
  sheet.addEventListener("submit", (event) => {
    if (!choose(card, event.target)) return;
    event.preventDefault();
    sheet.close();
  });
  sheet.addEventListener("close", () => {
    tellLetGo();
    sheet.remove();
  });
  document.body.append(sheet);
  tellHeld(card);
  sheet.showModal();
  sheet.querySelector("[aria-current=location]")?.scrollIntoView({ block: "center" });
}

async function contentOf(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector(".place-page");
  } catch {
    return null;
  }
}

function closer(sheet) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button bare close";
  button.textContent = words("close");
  button.addEventListener("click", () => sheet.close());
  return button;
}

/** The tabs of the day lead to their times within the sheet. */
function follow(event) {
  const tab = event.target.closest?.('.place-tabs a[href^="#"]');
  if (!tab) return;
  event.preventDefault();
  event.currentTarget.querySelector(tab.getAttribute("href"))?.scrollIntoView({ block: "start" });
}
