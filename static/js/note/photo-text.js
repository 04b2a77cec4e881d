/* Photos in the text: put where the caret is, and which ones are there. */

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

export const namesIn = (text) => new Set(Array.from(text.matchAll(NAME), ([, name]) => name));
