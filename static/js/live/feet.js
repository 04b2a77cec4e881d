/* What somebody at the door says of a room moves at once; the server is told, and when it refuses it is put back. */

import { reason, send } from "../server.js";
import { say, unsay, words } from "../words.js";
import { setTapped, tapped } from "./mine.js";

export function startFeet() {
  document.addEventListener("click", (event) => {
    const tap = event.target.closest(".tap[formaction]");
    if (!tap) return;
    event.preventDefault();
    tell(tap);
  });
}

async function tell({ formAction, value, dataset: { cell } }) {
  const before = tapped(cell);
  const says = before === value ? undefined : value;
  setTapped(cell, says);
  const response = await send(says ? "PUT" : "DELETE", formAction, { says }).catch(() => null);
  if (response?.ok) return unsay(words("tap_unsaved"));
  setTapped(cell, before);
  say(response ? await reason(response, words("tap_unsaved")) : words("tap_unsaved"));
}
