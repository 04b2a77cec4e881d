/* Quiet hints about the text: dotted lines under what could be better, and a list below that leads to each. They never block. */

import { words } from "../words.js";
import { choose, isChosen } from "./device.js";
import { hintsAre } from "./found.js";
import { hintsIn } from "./hints-in.js";

const PAUSE = 800;
const OFF = "hints-off";

export function startHints(note, view, text) {
  const box = note.querySelector("[data-hints]");
  const [summary, list, choice] = ["summary", "ol", "input"].map((part) => box.querySelector(part));
  const left = ["todo", "speaker"].map((tool) => note.querySelector(`[data-tool=${tool}]`)?.dataset.word);
  let timer = 0;

  function look() {
    const hints = choice.checked ? hintsIn(view.state.doc.toString(), left) : [];
    view.dispatch({ effects: hintsAre.of(hints) });
    list.replaceChildren(...hints.map(item));
    summary.textContent = choice.checked ? words(hints.length === 1 ? "hints_one" : "hints_many", { count: hints.length }) : words("hints_off");
    box.hidden = choice.checked && !hints.length;
  }

  function item({ from, to, kind }) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words("hint_at", { line: view.state.doc.lineAt(from).number, hint: words(`hint_${kind}`) });
    button.addEventListener("click", () => {
      const end = view.state.doc.length;
      view.dispatch({ selection: { anchor: Math.min(from, end), head: Math.min(to, end) }, scrollIntoView: true });
      view.focus();
    });
    const made = document.createElement("li");
    made.append(button);
    return made;
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  choice.checked = !isChosen(OFF);
  choice.addEventListener("change", () => {
    choose(OFF, !choice.checked);
    look();
  });
  view.dom.after(box);
  text.observe(later);
  later();
}
