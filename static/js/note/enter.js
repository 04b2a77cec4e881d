/* Enter goes on with a list, a quotation or a table; on an empty item it leaves them. Tab goes from cell to cell. */

import { syntaxTree } from "@codemirror/language";
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";

const BEGINNING = /^(\s*(?:>\s?)*)(\s*)(?:([-*+])|(\d{1,9})([.)]))?( +(?:\[[ xX]\] )?)?/;
const LABEL = /^\s*[-*+] (?:\[[ xX]\] )?\*\*[^*]*:\*\*/;
const SAID_BY = /^\s*>\s*[—–] /;
const ROW = /^\s*\|.*\|\s*$/;
const RULE = /^[\s|:-]+$/;
const CODE = new Set(["FencedCode", "CodeBlock", "CodeText"]);

export const continuing = Prec.high(
  keymap.of([
    { key: "Enter", run: goOn },
    { key: "Tab", run: (view) => step(view, 1) },
    { key: "Shift-Tab", run: (view) => step(view, -1) },
  ]),
);

function goOn(view) {
  const { state } = view;
  const { empty, head } = state.selection.main;
  const line = state.doc.lineAt(head);
  if (isInCode(state, head)) return false;
  const label = LABEL.exec(line.text);
  if (label && head > line.from && head < line.from + label[0].length) return put(view, { anchor: line.to });
  if (!empty) return false;
  if (ROW.test(line.text)) return addRow(view, line);
  if (SAID_BY.test(line.text) && head === line.to) return write(view, head, head, "\n\n");
  return addItem(view, line, head);
}

function addItem(view, line, head) {
  const [all, quoted, indent, bullet, number, dot, gap = ""] = BEGINNING.exec(line.text);
  const item = (bullet || number) && gap;
  if ((!item && !quoted.includes(">")) || head < line.from + all.trimEnd().length) return false;
  if (!line.text.slice(all.length).trim()) return write(view, line.from, line.to, item && quoted.includes(">") ? quoted : "");
  const sign = bullet ?? `${Number(number) + 1}${dot}`;
  const next = item ? `${quoted}${indent}${sign}${gap.replace(/\[[xX]\]/, "[ ]")}` : quoted.trimEnd() + " ";
  const blanks = /^ */.exec(line.text.slice(head - line.from))[0].length;
  return write(view, head, head + blanks, `\n${next}`);
}

/** One more row of as many cells; an empty one is taken away, and writing goes on below the table. */
function addRow(view, line) {
  const cells = cellsOf(line);
  if (RULE.test(line.text) && !line.text.includes("-")) return write(view, line.from, line.to, "\n");
  const below = view.state.doc.lines > line.number ? view.state.doc.line(line.number + 1) : null;
  const after = below && isRule(below) ? below : line;
  const row = `\n|${"  |".repeat(cells.length)}`;
  view.dispatch({ changes: { from: after.to, insert: row }, selection: { anchor: after.to + 3 }, scrollIntoView: true, userEvent: "input" });
  return true;
}

/** To the next cell, or the one before; behind the last one a row is added. */
function step(view, by) {
  const { state } = view;
  const line = state.doc.lineAt(state.selection.main.head);
  if (!ROW.test(line.text) || isInCode(state, line.from)) return false;
  const cells = rowsAround(state, line).flatMap(cellsOf);
  const at = cells.findIndex(({ to }) => state.selection.main.head <= to);
  const cell = cells[at + by];
  if (cell) return put(view, { anchor: cell.from, head: cell.to });
  return by > 0 && at >= 0 ? addRow(view, state.doc.lineAt(cells.at(-1).from)) : true;
}

/** The table's lines, without the one that only draws a rule. */
function rowsAround(state, line) {
  const isRow = (number) => number > 0 && number <= state.doc.lines && ROW.test(state.doc.line(number).text);
  let [first, last] = [line.number, line.number];
  while (isRow(first - 1)) first -= 1;
  while (isRow(last + 1)) last += 1;
  const rows = Array.from({ length: last - first + 1 }, (_, index) => state.doc.line(first + index));
  return rows.filter((row) => !isRule(row));
}

const isRule = ({ text }) => RULE.test(text) && text.includes("-");

/** Where the words of each cell begin and end; what no sign closes is none. */
export function cellsOf(line) {
  const cells = [];
  for (const found of line.text.matchAll(/\|((?:\\.|[^|\\])*)/g)) {
    const [words, start] = [found[1], line.from + found.index + 1];
    if (line.text[found.index + found[0].length] !== "|") continue;
    const lead = words.trim() ? words.search(/\S/) : Math.min(1, words.length);
    cells.push({ from: start + lead, to: start + lead + words.trim().length });
  }
  return cells;
}

function isInCode(state, at) {
  for (let node = syntaxTree(state).resolveInner(at, -1); node; node = node.parent) if (CODE.has(node.name)) return true;
  return false;
}

function put(view, selection) {
  view.dispatch({ selection, scrollIntoView: true });
  return true;
}

function write(view, from, to, insert) {
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, scrollIntoView: true, userEvent: "input" });
  return true;
}
