/* Stars that wait: kept like any deed, and shown as given on every page until the server knows them. */

import { isStarred, turn } from "../live/mine.js";
import { words } from "../words.js";
import { standing, take } from "./queue.js";
import { eventOf } from "./cards.js";

/** Keeps the star, or that it was taken back. Rejects where nothing can be kept. */
export async function takeStar(number, starred, url, tried) {
  const { outcome } = await take({
    method: starred ? "PUT" : "DELETE",
    url: new URL(url).pathname,
    event: eventOf(location),
    what: words(starred ? "star_given" : "star_taken_back", { number }),
    text: document.querySelector(`.card[data-number="${number}"] :is(h1, h2, h3)`)?.textContent ?? "",
    toggles: "star",
    tried,
    star: number,
  });
  outcome.then(({ refusal }) => refusal && isStarred(number) === starred && turn(number, !starred));
}

export function applyStars() {
  for (const { star, method, event } of standing().waiting) {
    const wanted = method === "PUT";
    if (star && event === eventOf(location) && isStarred(star) !== wanted) turn(star, wanted);
  }
}
