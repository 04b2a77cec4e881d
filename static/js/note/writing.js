/* The text area: CodeMirror bound to the shared text, with Markdown made visible and nothing else in the way. */

import { moveLineDown, moveLineUp, standardKeymap } from "@codemirror/commands";
import { defineLanguageFacet, Language, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { GFM, parser } from "@lezer/markdown";
import { yUndoManagerKeymap } from "y-codemirror.next";

import { words } from "../words.js";
import { showBeside } from "./beside.js";
import { completion } from "./completing.js";
import { cursors } from "./cursors.js";
import { continuing } from "./enter.js";
import { marked } from "./marked.js";
import { pasting } from "./pasting.js";
import { sharedAt, sharing, shownAt } from "./sharing.js";
import { keepInStep } from "./step.js";
import { act, KEYS } from "./tools.js";

/** A longer line makes every key slow while it is highlighted. */
const LONG_LINE = 20_000;

/** On Android it loses count of a word that is composed while others write. */
EditorView.EDIT_CONTEXT = false;

const [UNDO, REDO] = yUndoManagerKeymap;

const shortcuts = keymap.of(
  Object.entries(KEYS).map(([tool, key]) => ({ key, preventDefault: true, run: (view) => (act(view, tool), true) })),
);

const MOVES = [
  { key: "Alt-ArrowUp", run: moveLineUp },
  { key: "Alt-ArrowDown", run: moveLineDown },
];

const markdown = new Language(defineLanguageFacet(), parser.configure(GFM), [], "markdown");

const looks = tagHighlighter([
  { tag: [tags.heading1, tags.heading2, tags.heading3, tags.heading4, tags.heading5, tags.heading6], class: "md-heading" },
  { tag: tags.processingInstruction, class: "md-mark" },
  { tag: tags.strong, class: "md-strong" },
  { tag: tags.emphasis, class: "md-emphasis" },
  { tag: tags.strikethrough, class: "md-struck" },
  { tag: [tags.link, tags.url], class: "md-link" },
  { tag: tags.monospace, class: "md-code" },
  { tag: tags.quote, class: "md-quote" },
]);

/** Puts the editor into the page's place for it; `caret` is where writing goes on. */
export function makeView(note, text, awareness, caret) {
  const [highlighting, editing] = [new Compartment(), new Compartment()];
  const highlighted = [markdown, syntaxHighlighting(looks)];
  const state = EditorState.create({
    doc: text.toString(),
    selection: { anchor: caret },
    extensions: [
      EditorView.cspNonce.of(document.querySelector('meta[name="csp-nonce"]').content),
      EditorView.lineWrapping,
      EditorView.perLineTextDirection.of(true),
      EditorView.contentAttributes.of({
        "aria-label": words("note"),
        tabindex: "0",
        spellcheck: "true",
        autocapitalize: "sentences",
        autocorrect: "on",
      }),
      completion(note),
      continuing,
      pasting,
      marked,
      shortcuts,
      keymap.of([...yUndoManagerKeymap, ...MOVES, ...standardKeymap]),
      placeholder(words("nobody_yet")),
      highlighting.of(isLong(text.toString()) ? [] : highlighted),
      editing.of([]),
      sharing(text),
      cursors(text, awareness),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && hasGrownLong(update)) update.view.dispatch({ effects: highlighting.reconfigure([]) });
      }),
    ],
  });
  const view = new EditorView({ state, parent: note.querySelector("[data-pen]") });
  view.sharedAt = (place) => sharedAt(view, place);
  view.shownAt = (place) => shownAt(view, place);
  view.undo = () => UNDO.run(view);
  view.redo = () => REDO.run(view);
  view.showBeside = (runs) => showBeside(view, runs);
  view.keepInStep = (pen, proof) => keepInStep(pen, proof, view);
  view.freeze = (frozen) => view.dispatch({ effects: editing.reconfigure([EditorState.readOnly.of(frozen), EditorView.editable.of(!frozen)]) });
  return view;
}

const isLong = (text) => text.split("\n").some((line) => line.length > LONG_LINE);

function hasGrownLong(update) {
  let long = false;
  update.changes.iterChangedRanges((_from, _to, from) => {
    long ||= update.state.doc.lineAt(from).length > LONG_LINE;
  });
  return long;
}
