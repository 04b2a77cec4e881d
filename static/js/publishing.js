/* Publishing what is chosen one by one, so that whoever waits sees how far it is. */

import "./shared.js";
import { send } from "./server.js";

const form = document.querySelector("form[data-publishing]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = Array.from(form.querySelectorAll("input[type=checkbox]:checked:enabled"));
  const [button, progress] = [form.querySelector("button"), form.querySelector("progress")];
  if (!chosen.length || button.disabled) return;
  button.disabled = true;
  Object.assign(progress, { hidden: false, max: chosen.length, value: 0 });
  let done = 0;
  for (const box of chosen) {
    done += await publish(box);
    progress.value += 1;
    say(done, chosen.length);
  }
  progress.hidden = true;
  button.disabled = false;
});

/** Whether readers see it now; if not, its row says why. */
async function publish(box) {
  const why = box.closest("li").querySelector("[data-why]");
  try {
    const response = await send("PUT", form.action, { [box.name]: "on" });
    const answer = await response.json();
    const [outcome] = Array.isArray(answer) ? answer : [{ why: answer.message }];
    why.textContent = outcome.why;
  } catch {
    why.textContent = form.dataset.unsent;
  }
  why.hidden = !why.textContent;
  if (!why.hidden) return 0;
  Object.assign(box, { checked: false, disabled: true });
  return 1;
}

function say(done, all) {
  const said = form.querySelector("[data-said]");
  said.textContent = said.dataset.said.replace("{done}", done).replace("{all}", all);
}
