/* The buttons over the text, and the keys that do the same. */

import { words } from "../words.js";
import { begin, code, footnote, link, owned, speaker, table, wrap } from "./marks.js";

/** Each gets the view and the tool's word, in the event's language. */
const ACTS = {
  heading: (view) => begin(view, "## "),
  bold: (view) => wrap(view, "**"),
  italic: (view) => wrap(view, "*"),
  list: (view) => begin(view, "- "),
  task: (view) => begin(view, "- [ ] "),
  link,
  code,
  table,
  footnote,
  quote: (view) => begin(view, "> "),
  speaker,
  tool: (view, word) => begin(view, `- **${word}:** `),
  agreed: (view, word) => begin(view, `- **${word}:** `),
  todo: (view, word) => owned(view, "- [ ] ", word),
  comment: (view) => view.comment(),
  undo: (view) => view.undo(),
  redo: (view) => view.redo(),
};
/** As people know them from elsewhere, and as CodeMirror writes them. */
export const KEYS = {
  bold: "Mod-b",
  italic: "Mod-i",
  link: "Mod-k",
  code: "Mod-e",
  list: "Mod-Shift-8",
  task: "Mod-Shift-l",
  quote: "Mod-Shift-.",
  comment: "Mod-Alt-m",
};

/** What the button of a tool does; `word` is the one that it writes, if it writes one. */
export const act = (view, tool, word) => ACTS[tool](view, word);

export function startTools(note, view) {
  const bar = note.querySelector("[data-tools]");
  bar.hidden = false;
  bar.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault());
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("button")?.dataset;
    if (!tool?.tool) return;
    act(view, tool.tool, tool.word);
    view.focus();
  });
  moveByArrows(bar);
  tellKeys(bar);
}

/** The offer of a few headings stands as long as there is no text. */
export function startStarter(note, view, text) {
  const starter = note.querySelector("[data-starter]");
  if (!starter) return;
  const offer = () => (starter.form.hidden = text.length > 0);
  starter.addEventListener("click", (event) => {
    event.preventDefault();
    view.dispatch({ changes: { from: 0, insert: starter.value } });
    view.focus();
  });
  text.observe(offer);
  offer();
}

const letter = (key) => (key.length === 1 ? key.toUpperCase() : key);

/** What a button is called tells its keys, as this machine's keyboard has them. */
function tellKeys(bar) {
  const apple = /Mac|iP/.test(navigator.platform);
  const named = { Mod: apple ? "⌘" : `${words("ctrl")}+`, Shift: apple ? "⇧" : `${words("shift")}+` };
  const spoken = { Mod: apple ? "Meta" : "Control" };
  for (const button of bar.querySelectorAll("button")) {
    const keys = KEYS[button.dataset.tool]?.split("-");
    if (!keys) continue;
    button.title = `${button.title || button.textContent.trim()} (${keys.map((key) => named[key] ?? letter(key)).join("")})`;
    button.setAttribute("aria-keyshortcuts", keys.map((key) => spoken[key] ?? letter(key)).join("+"));
  }
}

/** One stop for the Tab key, arrows between the buttons, as a toolbar is expected to work. */
function moveByArrows(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (document.dir === "rtl" ? -1 : 1);
    const at = buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = buttons.at((at + step) % buttons.length);
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
  });
}
