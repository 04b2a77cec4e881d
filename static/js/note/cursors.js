/* The others' cursors in the text: a line and a flag with a name. Tells the others where one's own is. */

import { Annotation, RangeSet } from "@codemirror/state";
import { Decoration, ViewPlugin, WidgetType } from "@codemirror/view";
import * as Y from "yjs";

import { sharedAt, shownAt, whenSettled } from "./sharing.js";

const TOLD_EVERY = 120;
const moved = Annotation.define();
const selected = Decoration.mark({ class: "cm-others-selection" });

/** Its name fades while it stays where it is. */
class Flag extends WidgetType {
  constructor(name, place) {
    super();
    this.name = name;
    this.place = JSON.stringify(place);
  }

  eq(other) {
    return other.name === this.name && other.place === this.place;
  }

  toDOM() {
    const caret = element("span", "cm-others-caret", "\u2060");
    caret.setAttribute("aria-hidden", "true");
    caret.append(element("span", "flag", this.name));
    return caret;
  }

  ignoreEvent() {
    return true;
  }
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

export const cursors = (text, awareness) =>
  ViewPlugin.define((view) => new Cursors(view, text, awareness), { decorations: (plugin) => plugin.decorations });

class Cursors {
  #timer = 0;

  constructor(view, text, awareness) {
    this.text = text;
    this.awareness = awareness;
    const draw = () => view.dispatch({ annotations: moved.of(true) });
    this.heard = ({ added, updated, removed }) => {
      const others = [...added, ...updated, ...removed].some((client) => client !== awareness.clientID);
      if (others) whenSettled(view, draw);
    };
    awareness.on("change", this.heard);
    this.decorations = this.#drawn(view);
  }

  update(update) {
    if (update.selectionSet || update.focusChanged || update.docChanged) this.#tellSoon(update.view);
    if (update.docChanged || update.transactions.some((one) => one.annotation(moved))) {
      this.decorations = this.#drawn(update.view);
    }
  }

  destroy() {
    clearTimeout(this.#timer);
    this.awareness.off("change", this.heard);
  }

  #tellSoon(view) {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      this.#tell(view);
    }, TOLD_EVERY);
  }

  #tell(view) {
    const { anchor, head } = view.state.selection.main;
    const at = (index) => Y.createRelativePositionFromTypeIndex(this.text, sharedAt(view, index));
    const cursor = view.hasFocus ? { anchor: at(anchor), head: at(head) } : null;
    const before = this.awareness.getLocalState()?.cursor ?? null;
    if (JSON.stringify(cursor) !== JSON.stringify(before)) this.awareness.setLocalStateField("cursor", cursor);
  }

  #drawn(view) {
    const ranges = [];
    for (const [client, state] of this.awareness.getStates()) {
      if (client === this.awareness.clientID || !state.cursor) continue;
      const [anchor, head] = [this.#index(view, state.cursor.anchor), this.#index(view, state.cursor.head)];
      const length = view.state.doc.length;
      if (anchor === null || head === null || anchor > length || head > length) continue;
      if (anchor !== head) ranges.push(selected.range(Math.min(anchor, head), Math.max(anchor, head)));
      ranges.push(Decoration.widget({ widget: new Flag(state.user?.name ?? "", state.cursor.head), side: head > anchor ? -1 : 1 }).range(head));
    }
    return ranges.length ? Decoration.set(ranges, true) : RangeSet.empty;
  }

  #index(view, position) {
    try {
      const found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(position), this.text.doc);
      return found?.type === this.text ? shownAt(view, found.index) : null;
    } catch {
      return null;
    }
  }
}
