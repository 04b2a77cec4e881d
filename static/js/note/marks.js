/* What tools and keys write: around what is selected, or in front of its lines. Pressing again takes it away. */

import { EditorSelection } from "@codemirror/state";

/** Which of a line's beginnings an item takes the place of: another's, or that of a quotation. */
const ITEM = /^(\s*)(?:(?:> ?)+(?:[-*+] (?:\[[ xX]\] )?|\d{1,9}[.)] )?|[-*+] (?:\[[ xX]\] )?|\d{1,9}[.)] )/;
const QUOTED = /^\s*>/;
const NOTE_OF = /\[\^(\d+)\]/g;
const DEFINITION = /^\[\^[^\]]+\]:/;

/** Around the selected words, without the blanks at their ends. */
export function wrap(view, before, after = before) {
  view.dispatch(
    view.state.changeByRange((range) => {
      const [from, to] = trimmed(view.state, range);
      const inside = isBetween(view.state, from, to, before, after);
      const marks = inside
        ? [{ from: from - before.length, to: from }, { from: to, to: to + after.length }]
        : [{ from, insert: before }, { from: to, insert: after }];
      const shift = inside ? -before.length : before.length;
      return { changes: marks, range: EditorSelection.range(from + shift, to + shift) };
    }),
  );
}

/** Words become a link whose address is to be typed; without words they come first. */
export function link(view) {
  const [from, to] = trimmed(view.state, view.state.selection.main);
  const [words, address] = [view.state.sliceDoc(from, to), "https://"];
  const at = from + words.length + 3;
  const selection = words ? { anchor: at, head: at + address.length } : { anchor: from + 1 };
  view.dispatch({ changes: { from, to, insert: `[${words}](${address})` }, selection });
}

/** A word or two in their line; several lines between fences, where the language is typed next. */
export function code(view) {
  const { state } = view;
  const lines = selectedLines(state);
  if (lines.length === 1) return wrap(view, "`");
  const [from, to] = [lines[0].from, lines.at(-1).to];
  const fence = "`".repeat(Math.max(3, longestRun(state.sliceDoc(from, to)) + 1));
  view.dispatch({
    changes: [{ from, insert: `${fence}\n` }, { from: to, insert: `\n${fence}` }],
    selection: { anchor: from + fence.length },
  });
}

/** In front of each line: a list's sign takes the place of another list's sign, and of a quotation's. */
export function begin(view, mark) {
  const lines = selectedLines(view.state);
  const has = lines.every((line) => line.text.startsWith(mark));
  view.dispatch({
    changes: lines.map((line) => (has ? { from: line.from, to: line.from + mark.length } : begun(line, mark))),
  });
  if (lines.length === 1 && !has) view.dispatch({ selection: { anchor: view.state.doc.lineAt(lines[0].from).to } });
}

/** An item that begins with a word of its own, such as who is to do it; that word is selected, to be typed over. */
export function owned(view, mark, word) {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  const { from, to = from } = begun(line, mark);
  const start = `${mark}**`;
  view.dispatch({
    changes: { from, to, insert: `${start}${word}:** ` },
    selection: { anchor: from + start.length, head: from + start.length + word.length },
  });
}

/** Below the quotation at the caret, a line that says whose words these are. */
export function speaker(view, word) {
  if (!selectedLines(view.state).every((line) => QUOTED.test(line.text))) begin(view, "> ");
  let last = view.state.doc.lineAt(view.state.selection.main.to);
  while (last.number < view.state.doc.lines && QUOTED.test(view.state.doc.line(last.number + 1).text)) {
    last = view.state.doc.line(last.number + 1);
  }
  const before = "\n>\n> — ";
  const at = last.to + before.length;
  view.dispatch({ changes: { from: last.to, insert: before + word }, selection: { anchor: at, head: at + word.length } });
}

/** Two columns and a row; the first column's name is selected. */
export function table(view, word) {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  const gap = line.text.trim() ? "\n\n" : paragraphAbove(view.state, line) ? "\n" : "";
  const start = `${gap}| `;
  const insert = `${start}${word} 1 | ${word} 2 |\n| --- | --- |\n|  |  |\n`;
  const at = line.to + start.length;
  view.dispatch({ changes: { from: line.to, insert }, selection: { anchor: at, head: at + word.length + 2 } });
}

/** A number here, and its words at the end, where writing goes on. */
export function footnote(view) {
  const { state } = view;
  const text = state.doc.toString();
  const number = Math.max(0, ...[...text.matchAll(NOTE_OF)].map((found) => Number(found[1]))) + 1;
  const last = state.doc.line(state.doc.lines);
  const gap = !last.text.trim() ? (isDefinitionAbove(state, last) ? "" : "\n") : DEFINITION.test(last.text) ? "\n" : "\n\n";
  const reference = { from: state.selection.main.to, insert: `[^${number}]` };
  const definition = { from: state.doc.length, insert: `${gap}[^${number}]: ` };
  const changes = state.changes([reference, definition]);
  view.dispatch({ changes, selection: { anchor: changes.newLength }, scrollIntoView: true });
}

export function selectedLines(state) {
  const { from, to } = state.selection.main;
  const [first, last] = [state.doc.lineAt(from).number, state.doc.lineAt(to).number];
  return Array.from({ length: last - first + 1 }, (_, index) => state.doc.line(first + index));
}

function trimmed(state, { from, to }) {
  const words = state.sliceDoc(from, to);
  if (!words.trim()) return [from, to];
  return [from + words.search(/\S/), to - (words.length - words.trimEnd().length)];
}

/** One star of two is no mark of its own. */
function isBetween(state, from, to, before, after) {
  const [left, right] = [state.sliceDoc(from - before.length, from), state.sliceDoc(to, to + after.length)];
  if (left !== before || right !== after) return false;
  if (before !== "*") return true;
  const run = /\**$/.exec(state.sliceDoc(Math.max(0, from - 3), from))[0].length;
  return run !== 2;
}

const longestRun = (text) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

function begun(line, mark) {
  const before = mark.startsWith("- ") && ITEM.exec(line.text);
  if (!before) return { from: line.from, insert: mark };
  return { from: line.from + before[1].length, to: line.from + before[0].length, insert: mark };
}

const paragraphAbove = (state, line) => line.number > 1 && Boolean(state.doc.line(line.number - 1).text.trim());
const isDefinitionAbove = (state, line) => line.number > 1 && DEFINITION.test(state.doc.line(line.number - 1).text);
