/*
 * Behind `#` topics of the event are offered, behind `@` names of its people; what is chosen is written into the text.
 *
 * A listbox of our own: with @codemirror/autocomplete the editor would be 12 KB larger than phones are to load.
 */

import { Prec } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin } from "@codemirror/view";

import { words } from "../words.js";

const BEGUN = /(?:^|[\s(])([#@][\p{L}\p{N}][\p{L}\p{N}'’-]{0,30})$/u;
const PAUSE = 150;
const LIST = "offers";
const GAP = 4;

export function completion(note) {
  const offers = ViewPlugin.define((view) => new Offers(view, note.dataset.mentions));
  const of = (view) => view.plugin(offers);
  const key = (name, act) => ({ key: name, run: (view) => of(view).isOpen && act(of(view)) });
  return [
    offers,
    EditorView.contentAttributes.of((view) => of(view)?.attributes ?? {}),
    EditorView.domEventHandlers({ blur: (_event, view) => of(view).close() }),
    Prec.highest(
      keymap.of([
        key("ArrowDown", (open) => open.move(1)),
        key("ArrowUp", (open) => open.move(-1)),
        key("Enter", (open) => open.take()),
        key("Tab", (open) => open.take()),
        key("Escape", (open) => open.dismiss()),
      ]),
    ),
  ];
}

class Offers {
  #view;
  #address;
  #list = null;
  #found = [];
  #at = 0;
  #asked = "";
  #dismissed = "";
  #timer = 0;
  #follow = (event) => event.target !== this.#list && this.close();

  constructor(view, address) {
    this.#view = view;
    this.#address = address;
  }

  get isOpen() {
    return this.#list !== null;
  }

  get attributes() {
    if (!this.isOpen) return { "aria-autocomplete": "list" };
    return { "aria-autocomplete": "list", "aria-controls": LIST, "aria-activedescendant": `${LIST}-${this.#at}` };
  }

  update(update) {
    if (!update.docChanged && !update.selectionSet) return;
    const typed = update.transactions.some((one) => one.isUserEvent("input") || one.isUserEvent("delete"));
    const asked = this.#begun(update.state);
    if (asked === this.#asked && !typed) return;
    if (asked !== this.#asked) this.#close();
    if (!asked.startsWith(this.#dismissed)) this.#dismissed = "";
    if (!asked || !typed || this.#dismissed) return;
    this.#asked = asked;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(asked), PAUSE);
  }

  destroy() {
    this.#close();
  }

  move(by) {
    this.#choose((this.#at + by + this.#found.length) % this.#found.length);
    return true;
  }

  take(index = this.#at) {
    const { head } = this.#view.state.selection.main;
    const { written } = this.#found[index];
    const from = head - this.#asked.length;
    this.close();
    this.#view.dispatch({ changes: { from, to: head, insert: written }, selection: { anchor: from + written.length } });
    return true;
  }

  /** Not offered again for this word. */
  dismiss() {
    this.#dismissed = this.#asked;
    this.close();
    return true;
  }

  close() {
    this.#close();
    queueMicrotask(() => this.#view.dispatch({}));
  }

  #begun(state) {
    const { empty, head } = state.selection.main;
    const line = state.doc.lineAt(head);
    return (empty && BEGUN.exec(line.text.slice(Math.max(0, head - line.from - 40), head - line.from))?.[1]) || "";
  }

  async #ask(asked) {
    try {
      const answer = await fetch(`${this.#address}?q=${encodeURIComponent(asked)}`, { headers: { Accept: "application/json" } });
      const { mentions } = answer.ok ? await answer.json() : { mentions: [] };
      if (asked === this.#begun(this.#view.state) && this.#view.hasFocus) this.#show(mentions);
    } catch {
      this.#close();
    }
  }

  #show(found) {
    this.#close();
    if (!found.length) return;
    this.#asked = this.#begun(this.#view.state);
    this.#found = found;
    this.#list = document.createElement("ul");
    Object.assign(this.#list, { id: LIST, className: LIST, role: "listbox", ariaLabel: words("offered") });
    this.#list.append(...found.map((mention, index) => this.#option(mention, index)));
    this.#view.dom.parentElement.append(this.#list);
    this.#place();
    for (const moved of ["scroll", "resize"]) addEventListener(moved, this.#follow, true);
    this.#choose(0);
  }

  #option({ shown }, index) {
    const option = document.createElement("li");
    Object.assign(option, { id: `${LIST}-${index}`, role: "option", textContent: shown });
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.take(index));
    return option;
  }

  #choose(index) {
    this.#at = index;
    [...this.#list.children].forEach((option, at) => (option.ariaSelected = String(at === index)));
    this.#list.children[index].scrollIntoView({ block: "nearest" });
    this.#view.dispatch({});
  }

  /** Below the word, or above it where there is no room; never over an edge. */
  #place() {
    const { left, top, bottom } = this.#view.coordsAtPos(this.#view.state.selection.main.head - this.#asked.length);
    const { offsetHeight: height, offsetWidth: width, style } = this.#list;
    const room = (window.visualViewport?.height ?? innerHeight) - this.#covered();
    style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    style.top = `${bottom + height + GAP > room ? Math.max(GAP, top - height - GAP) : bottom + GAP}px`;
  }

  /** On phones the tools are below the text. */
  #covered() {
    const tools = document.querySelector("[data-tools]").getBoundingClientRect();
    return tools.top > innerHeight / 2 ? tools.height : 0;
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked = "";
    this.#list?.remove();
    this.#list = null;
    for (const moved of ["scroll", "resize"]) removeEventListener(moved, this.#follow, true);
  }
}
