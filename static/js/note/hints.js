/* Quiet hints about the text: dotted lines under what could be better, and a list below that leads to each. They never block. */

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

import { words } from "../words.js";

const PAUSE = 800;
const LONG = 1500;
const OFF = "hints-off";
const FENCE = /^ {0,3}(```|~~~)/;
const HEADING = /^ {0,3}#{1,6}\s/m;
const BARE = /(?<![(<\w])https?:\/\/[^\s<>)\]]*[^\s<>)\].,:;!?]/g;
const NOWHERE = /\[[^\]]*\]\((?:https?:\/\/)?\)|\[\s*\]\([^)]+\)/g;
const TASK = /^\s*[-*+] \[ \] (?=\S)(?!\*\*[^*]+:\*\*|@\w)/;
const ROW = /^\s*\|.*\|\s*$/;

const found = StateEffect.define();
const under = Decoration.mark({ class: "cm-hint" });
export const hinted = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    const told = transaction.effects.find((effect) => effect.is(found));
    return told ? Decoration.set(told.value.filter((hint) => hint.to > hint.from).map((hint) => under.range(hint.from, hint.to)), true) : marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function startHints(note, view, text) {
  const box = note.querySelector("[data-hints]");
  const [summary, list, choice] = ["summary", "ol", "input"].map((part) => box.querySelector(part));
  const left = ["todo", "speaker"].map((tool) => note.querySelector(`[data-tool=${tool}]`)?.dataset.word);
  let timer = 0;

  function look() {
    const hints = choice.checked ? hintsIn(view.state.doc, left) : [];
    view.dispatch({ effects: found.of(hints) });
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
  choice.checked = !isOff();
  choice.addEventListener("change", () => {
    remember(!choice.checked);
    look();
  });
  view.dom.after(box);
  text.observe(later);
  later();
}

/** Each with its place. `left` are the words that buttons write where a name is to come; none where names may not be told. */
export function hintsIn(doc, [owner, speaker]) {
  const hints = [];
  const [placeholders, text] = [[`**${owner}:**`, speaker && `> — ${speaker}`], doc.toString()];
  let [fence, cells, at] = ["", 0, 0];
  if (text.length > LONG && !HEADING.test(text)) hints.push({ from: 0, to: 0, kind: "heading" });
  for (const line of text.split("\n")) {
    const mark = (start, length, kind) => hints.push({ from: at + start, to: at + start + length, kind });
    const ticks = FENCE.exec(line)?.[1];
    if (ticks && (!fence || ticks === fence)) fence = fence ? "" : ticks;
    else if (!fence) {
      for (const bare of line.matchAll(BARE)) mark(bare.index, bare[0].length, "bare");
      for (const link of line.matchAll(NOWHERE)) mark(link.index, link[0].length, "link");
      if (speaker && TASK.test(line)) mark(line.search(/\S/), line.trim().length, "owner");
      for (const left of placeholders) if (left && line.includes(left)) mark(line.indexOf(left), left.length, "name");
      const count = ROW.test(line) ? line.replace(/\\\|/g, "").split("|").length - 2 : 0;
      if (count && cells && count !== cells) mark(0, line.length, "cells");
      cells = count && (cells || count);
    }
    at += line.length + 1;
  }
  return hints;
}

/** On this device; a browser that keeps nothing shows them again next time. */
function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // Private windows of some browsers keep nothing.
  }
}
