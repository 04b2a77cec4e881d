/* Photos in the text: put where the caret is, taken out again, and which ones are there. */

const NAME = /\/media\/([0-9a-f]{32})\.webp\)/g;

/** In a paragraph of its own, as an ordinary edit; where nobody may write, nothing. */
export function putIn(view, markdown) {
  const { state } = view;
  if (state.readOnly) return;
  const line = state.doc.lineAt(state.selection.main.head);
  const before = line.text.trim() ? "\n\n" : line.number > 1 && state.doc.line(line.number - 1).text.trim() ? "\n" : "";
  const behind = line.number < state.doc.lines && state.doc.line(line.number + 1).text.trim() ? "\n" : "";
  const insert = `${before}${markdown}\n${behind}`;
  view.dispatch({ changes: { from: line.to, insert }, selection: { anchor: line.to + insert.length - behind.length }, userEvent: "input" });
}

/** Wherever the text shows it, with its line if that holds nothing else; an ordinary edit. Whether it was there. */
export function takeOut(view, name) {
  const { state } = view;
  const image = `!\\[(?:\\\\.|[^\\]\\\\\\n])*\\]\\([^()\\s]*/media/${name}\\.webp\\)`;
  const shown = new RegExp(`^[ \\t]*${image}[ \\t]*(?:\\n\\n?|$)|${image}`, "gm");
  const changes = Array.from(state.doc.toString().matchAll(shown), ({ index, 0: { length } }) => ({ from: index, to: index + length }));
  if (!changes.length || state.readOnly) return false;
  view.dispatch({ changes, userEvent: "delete" });
  return true;
}

export const namesIn = (text) => new Set(Array.from(text.matchAll(NAME), ([, name]) => name));
