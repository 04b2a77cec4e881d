/* The buttons over the text: each changes what is selected, or the lines that are. */

import { EditorSelection } from "@codemirror/state";

/** What stands at the beginning of a line; pressing again takes it away. */
const LINES = {
  heading: "## ",
  list: "- ",
  quote: "> ",
  tool: (word) => `- **${word}:** `,
  agreed: (word) => `- **${word}:** `,
  todo: "- [ ] ",
};

export function startTools(note, view) {
  const bar = note.querySelector("[data-tools]");
  bar.hidden = false;
  bar.addEventListener("pointerdown", (event) => event.target.closest("button") && event.preventDefault());
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("button")?.dataset;
    if (!tool) return;
    act(view, tool);
    view.focus();
  });
  moveByArrows(bar);
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

function act(view, { tool, word }) {
  if (tool === "bold") return wrap(view, "**", "**");
  if (tool === "link") return wrap(view, "[", "](https://)");
  const mark = LINES[tool];
  return begin(view, typeof mark === "function" ? mark(word) : mark);
}

function wrap(view, before, after) {
  view.dispatch(
    view.state.changeByRange((range) => ({
      changes: [
        { from: range.from, insert: before },
        { from: range.to, insert: after },
      ],
      range: EditorSelection.range(range.from + before.length, range.to + before.length),
    })),
  );
}

function begin(view, mark) {
  const lines = selectedLines(view.state);
  const has = lines.every((line) => line.text.startsWith(mark));
  view.dispatch({
    changes: lines.map((line) => (has ? { from: line.from, to: line.from + mark.length } : { from: line.from, insert: mark })),
    ...(lines.length === 1 && !has && { selection: { anchor: lines[0].to + mark.length } }),
  });
}

function selectedLines(state) {
  const { from, to } = state.selection.main;
  const [first, last] = [state.doc.lineAt(from).number, state.doc.lineAt(to).number];
  return Array.from({ length: last - first + 1 }, (_, index) => state.doc.line(first + index));
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
