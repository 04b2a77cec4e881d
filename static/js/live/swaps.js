/* What htmx must know of our pages: attributes that scripts own, and cards that change where they hang. */

import htmx from "./htmx.js";

/** Set by scripts from the island, from a drag or by the reader; a fragment knows nothing of them. */
const OURS = ["aria-pressed", "data-mine", "data-starred", "data-own", "data-answered", "data-away", "data-drop", "data-picked", "data-in-hand", "data-clash", "data-brief", "data-pointed", "data-flag", "data-off", "data-yours", "tabindex", "open"];

export function keepWhatIsOurs() {
  htmx.config.morphIgnore.push(...OURS);
  document.addEventListener("htmx:before:swap", ({ detail }) => detail.tasks.forEach(morphInPlace));
}

/** An upsert of something that is there already would replace it, and take the focus from a button within. */
function morphInPlace(task) {
  const there = task.swapSpec?.style === "upsert" && document.getElementById(task.fragment.firstElementChild?.id);
  if (there) Object.assign(task, { target: there, swapSpec: { style: "outerMorph" } });
}
