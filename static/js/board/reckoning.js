/* While a suggestion is being reckoned, its page asks how far it is. Without scripts the page reloads itself. */

import htmx from "../live/htmx.js";

const REST = 400;
const part = () => document.getElementById("suggestion");

export function followReckoning() {
  if (part()?.hasAttribute("data-running")) setTimeout(ask, REST);
}

async function ask() {
  try {
    const response = await fetch("?part=1", { headers: { Accept: "text/html" }, cache: "no-store" });
    if (response.ok) await show(await response.text());
  } finally {
    followReckoning();
  }
}

const show = (text) => htmx.swap({ sourceElement: part(), target: "#suggestion", swap: "outerMorph", text, transition: false });
