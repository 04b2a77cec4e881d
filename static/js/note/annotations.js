/* Comments on passages: marked in the text, in threads beside it. The server keeps them, and says when there is news. */

import { isOurs, reason, sendOnce } from "../server.js";
import { say, words } from "../words.js";
import { passagesAre } from "./found.js";
import { found, placed } from "./places.js";

const LONGEST_QUOTE = 300;
const PAUSE = 500;
/** The passage that somebody is about to say something of. */
const NEW = "new";

export function startAnnotations(note, view, text, line) {
  const annotations = new Annotations(note, view, text);
  line.onAnnotated(() => annotations.refresh());
  text.observe(() => annotations.lookLater());
  view.comment = () => annotations.begin();
}

class Annotations {
  #panel;
  #button;
  #draft;
  #view;
  #text;
  #timer = 0;
  #isLost = false;

  constructor(note, view, text) {
    [this.#view, this.#text] = [view, text];
    const panel = (this.#panel = note.querySelector("[data-annotations]"));
    this.#button = note.querySelector("[data-comment]");
    this.#draft = panel.querySelector("[data-annotate]");
    this.#button.hidden = false;
    this.#button.addEventListener("click", () => this.#press());
    panel.addEventListener("submit", (event) => this.#submit(event));
    panel.addEventListener("click", ({ target }) => this.#follow(target));
    panel.addEventListener("keydown", (event) => this.#key(event));
    panel.querySelector("[data-close]").addEventListener("click", () => this.#close());
    panel.querySelector("[data-cancel]").addEventListener("click", () => this.#end());
    view.dom.addEventListener("click", ({ target }) => this.#open(target.closest("[data-thread]")?.dataset.thread));
  }

  /** Brings the threads up to date; what somebody is writing in them stays. */
  async refresh() {
    const response = await fetch(this.#draft.action, { cache: "no-store" }).catch(() => null);
    if (response?.ok && isOurs(response)) this.#show(await response.text());
  }

  /** A passage whose words had not come yet may have come with this change. */
  lookLater() {
    if (!this.#isLost) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#mark(), PAUSE);
  }

  /** Something of what is selected. */
  begin() {
    const { from, to } = this.#view.state.selection.main;
    const quote = this.#view.state.sliceDoc(from, to).trim().slice(0, LONGEST_QUOTE);
    if (!quote) return;
    this.#fill({ quote, ...placed(this.#text, this.#view.sharedAt(from), this.#view.sharedAt(to)) });
    this.#draft.hidden = false;
    this.#toggle(true);
    this.#mark();
    this.#draft.elements.words.focus();
  }

  #press() {
    if (!this.#view.state.selection.main.empty) this.begin();
    else if (this.#panel.hidden) this.#toggle(true);
    else this.#close();
  }

  #close() {
    this.#toggle(false);
    this.#view.focus();
  }

  /** Without saying it, or after. */
  #end() {
    this.#draft.hidden = true;
    this.#draft.reset();
    this.#fill({ quote: "", starts: "", ends: "" });
    this.#mark();
    this.#view.focus();
  }

  #toggle(open) {
    this.#panel.hidden = !open;
    this.#button.setAttribute("aria-expanded", open);
  }

  #fill(fields) {
    for (const [name, value] of Object.entries(fields)) this.#draft.elements[name].value = value;
    this.#draft.querySelector("[data-quote]").textContent = fields.quote;
  }

  async #submit(event) {
    const { target: form, submitter } = event;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    await this.#post(form, submitter).finally(() => form.removeAttribute("aria-busy"));
  }

  async #post(form, submitter) {
    const fields = Object.fromEntries(new FormData(form, submitter));
    const response = await sendOnce(fields._method ?? "POST", submitter?.getAttribute("formaction") || form.action, fields).catch(() => null);
    if (!response?.ok) return this.#say(response ? await reason(response, words("not_sent")) : words("not_sent"));
    this.#say("");
    if (!fields._method) form.elements.words.value = "";
    if (form === this.#draft) this.#end();
    this.#show(await response.text());
  }

  #say(what) {
    say(what, null, this.#panel.querySelector("[data-annotations-said]"));
  }

  #show(html) {
    const [old, fresh] = [this.#threads, new DOMParser().parseFromString(html, "text/html").querySelector("[data-threads]")];
    const putBack = keep(old);
    for (const list of fresh.querySelectorAll("ol")) list.append(...inOrder([...list.children], (thread) => this.#placeOf(thread)));
    for (const passage of fresh.querySelectorAll("[data-passage]")) {
      passage.tabIndex = 0;
      passage.setAttribute("role", "button");
    }
    old.replaceWith(fresh);
    putBack(fresh);
    this.#mark();
    this.#count(Number(fresh.dataset.open));
  }

  #count(open) {
    this.#button.querySelector("[data-count]").textContent = open || "";
    this.#button.title = words(open === 1 ? "comments_one" : "comments_many", { count: open });
  }

  #mark() {
    const threads = [...this.#threads.querySelectorAll(":scope > ol > li:has([data-passage])")];
    const places = threads.map((thread) => this.#placeOf(thread));
    threads.forEach((thread, index) => thread.toggleAttribute("data-gone", !places[index]));
    this.#isLost = places.includes(null);
    const passages = threads.flatMap(({ id }, index) => places[index] ? [{ id, ...places[index] }] : []);
    const about = this.#draft.hidden ? null : this.#placeAt(Object.fromEntries(new FormData(this.#draft)));
    if (about) passages.push({ id: NEW, ...about });
    this.#view.dispatch({ effects: passagesAre.of(passages) });
  }

  #placeOf(thread) {
    return this.#placeAt({ ...thread.dataset, quote: thread.querySelector("[data-passage]")?.textContent ?? "" });
  }

  #placeAt(passage) {
    const place = found(this.#text, passage);
    if (!place) return null;
    const [from, to] = [this.#view.shownAt(place.from), this.#view.shownAt(place.to)];
    return from < to ? { from, to } : null;
  }

  get #threads() {
    return this.#panel.querySelector("[data-threads]");
  }

  /** From the text to what is said of it. */
  #open(id) {
    if (!id || id === NEW) return;
    this.#toggle(true);
    for (const thread of this.#threads.querySelectorAll(".thread")) thread.toggleAttribute("data-asked", thread.id === id);
    document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }

  /** From what is said to the text. */
  #follow(target) {
    const thread = target.closest("[data-passage]")?.closest(".thread");
    const place = thread && this.#placeOf(thread);
    if (!place) return;
    this.#view.dispatch({ selection: { anchor: place.from, head: place.to }, scrollIntoView: true });
    this.#view.focus();
  }

  #key(event) {
    if (event.key === "Escape") this.#close();
    if (event.key === "Enter" && event.target.matches("[data-passage]")) this.#follow(event.target);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit(event.target.form.querySelector("[data-main]"));
  }
}

/** As the text has them; those whose passage has gone come last. */
function inOrder(threads, placeOf) {
  const at = new Map(threads.map((thread) => [thread, placeOf(thread)?.from ?? Infinity]));
  return threads.sort((one, other) => at.get(one) - at.get(other) || 0);
}

/** What somebody has written, where they are, and what they opened, to be put into the fresh list. */
function keep(old) {
  const written = [...old.querySelectorAll("textarea")].filter(({ value }) => value).map(({ id, value }) => [id, value]);
  const wasHere = old.contains(document.activeElement);
  const { id, selectionStart } = document.activeElement;
  const isOpen = old.querySelector("details")?.open;
  return (fresh) => {
    for (const [id, value] of written) if (document.getElementById(id)) document.getElementById(id).value = value;
    const details = fresh.querySelector("details");
    if (details && isOpen) details.open = true;
    if (!wasHere) return;
    const focused = (id && document.getElementById(id)) || fresh.parentElement;
    focused.focus({ preventScroll: true });
    if (selectionStart !== undefined) focused.setSelectionRange?.(selectionStart, selectionStart);
  };
}
