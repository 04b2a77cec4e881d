/* What may be taken in hand, and telling others that it is. */

import { say, words } from "../words.js";

/** Why this card stays where it is, in words; nothing when it can be taken. */
export function whyNot(card) {
  const { number, inHand } = card.dataset;
  if (inHand) return words("in_hand", { name: inHand });
  return card.hasAttribute("data-locked") ? words("locked", { number }) : "";
}

/** Why a card that was in the hand is there no longer. */
export const slipped = ({ dataset: { number, inHand } }) =>
  inHand ? words("in_hand", { name: inHand }) : words("gone_from_hand", { number });

/** Says why not, if not. */
export function mayTake(card) {
  const why = whyNot(card);
  if (why) say(why);
  return !why;
}

export function tellHeld({ dataset: { number, placement } }) {
  document.dispatchEvent(new CustomEvent("hallway:held", { detail: { number, placement } }));
}

export function tellLetGo() {
  document.dispatchEvent(new CustomEvent("hallway:let-go"));
}
