/* What one writes in on this device: the editor that makes Markdown visible, or the browser's own text area. */

import { say, words } from "../words.js";
import { choose, isChosen } from "./device.js";

const PLAIN = "plain-note";

export const isPlain = () => isChosen(PLAIN);

/** The page comes again as it was chosen; not while it holds words that are nowhere else, as `isSafe` knows. */
export function startChoosing(note, isSafe) {
  const button = note.querySelector("[data-plain]");
  button.hidden = false;
  button.setAttribute("aria-pressed", isPlain());
  button.addEventListener("click", () => {
    if (!isSafe()) say(words("not_kept"));
    else if (choose(PLAIN, !isPlain())) location.reload();
  });
}
