/* How the text will read: rendered by the server, a moment after the last change; a switch shows it on phones. */

import { send } from "../server.js";

const PAUSE = 400;
/** Long texts are rendered less often: so many more milliseconds for a thousand characters. */
const MORE = 8;

/** `rendered` is called when the preview is another. */
export function startProof(note, text, rendered) {
  const proof = note.querySelector("[data-proof]");
  const choices = note.querySelector("[data-show-choices]");
  let [timer, shown, asking] = [0, null, false];

  const visible = () => proof.offsetParent !== null;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE + (text.length / 1000) * MORE);
  };

  async function refresh() {
    const markdown = text.toString();
    if (markdown === shown || asking || !visible()) return;
    asking = true;
    try {
      const answer = await send("POST", note.dataset.preview, { markdown });
      if (answer.ok) {
        proof.innerHTML = await answer.text();
        shown = markdown;
        rendered();
      }
      proof.toggleAttribute("data-old", !answer.ok);
    } catch {
      proof.toggleAttribute("data-old", true);
    } finally {
      asking = false;
    }
    if (text.toString() !== markdown) later();
  }

  choices.hidden = false;
  choices.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    note.dataset.show = chosen.value;
    for (const choice of choices.querySelectorAll("button")) choice.setAttribute("aria-pressed", choice === chosen);
    refresh();
  });
  text.observe(later);
  note.addEventListener("photos", () => ((shown = null), later()));
  addEventListener("resize", later);
  later();
}
