/* A card that travels from where it was let go to where it hangs; for who wants no motion, it is outlined instead. */

const MILLISECONDS = 240;

export function travel(card, from) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return card.toggleAttribute("data-travelled", true);
  const to = card.getBoundingClientRect();
  const start = { transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` };
  card.animate([start, { transform: "none" }], { duration: MILLISECONDS, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" });
}
