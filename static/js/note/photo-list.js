/*
 * The list below the text: what is said of each photo, and those that are not up yet. It comes from the server, and is
 * asked for again when a photo goes up, when something is said of one, and when the text names one that it lacks.
 */

import { whyNot } from "../offline/list.js";
import { queue } from "../offline/start.js";
import { isOurs } from "../server.js";
import { say, words } from "../words.js";
import { namesIn, putIn, takeOut } from "./photo-text.js";

/** Pauses before the server is asked again for photos of others that are on their way, in milliseconds. */
const PAUSES = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];
const made = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

export class PhotoList {
  #note;
  #section;
  #view;
  #text;
  #waiting = [];
  #refused = [];
  #takenOut = new Set();
  #asked = 0;
  #timer = 0;

  constructor(note, section, view, text) {
    [this.#note, this.#section, this.#view, this.#text] = [note, section, view, text];
    section.addEventListener("submit", (event) => this.#submit(event));
    section.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("hallway:waiting", ({ detail }) => this.#hear(detail));
    text.observe(() => this.#look());
    this.#look();
  }

  /** One that is not up yet, or what became of it. */
  show({ name, text, thumb, state }) {
    const item = this.#waits(name) ?? this.#section.querySelector("[data-photo-waits]").appendChild(made("photo-waits"));
    item.dataset.name = name;
    if (thumb) pictureIn(item).src = thumb;
    item.querySelector("[data-photo-name]").textContent = text;
    item.querySelector("[data-photo-state]").textContent = state;
    return item;
  }

  hide(name) {
    this.#waits(name)?.remove();
  }

  /** Asks what can be seen on it. */
  ask(name) {
    const item = this.#item(name) ?? this.#waits(name);
    item?.querySelector("[name=alt]")?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  }

  /** Brings the list up to date; what somebody is writing in it stays. */
  async refresh() {
    const response = await fetch(this.#section.dataset.list, { cache: "no-store" }).catch(() => null);
    if (!response?.ok || !isOurs(response)) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".photo-list");
    merge(this.#section.querySelector(".photo-list"), [...fresh.children]);
    for (const item of this.#section.querySelectorAll(".photo-waits > li")) {
      if (this.#item(item.dataset.name)) this.#goesUp(item);
    }
    this.#offer();
    this.#note.dispatchEvent(new Event("photos"));
  }

  #item = (name) => this.#section.querySelector(`.photo-list > [data-name="${name}"]`);
  #waits = (name) => this.#section.querySelector(`.photo-waits > [data-name="${name}"]`);

  /** It is up: what was being said of it goes on there. */
  #goesUp(item) {
    const there = this.#item(item.dataset.name);
    const focused = item.contains(document.activeElement) && document.activeElement.name;
    for (const field of item.querySelectorAll("input[name]")) {
      const same = there.querySelector(`[name="${field.name}"]`);
      if (same && field.type === "text" && field.value !== field.defaultValue) same.value = field.value;
    }
    item.remove();
    if (focused) there.querySelector(`[name="${focused}"]`)?.focus();
  }

  /** What waits on this device, and what was not taken, of this note. */
  #hear({ waiting, refused, why }) {
    const ours = ({ kind, of }) => kind === "photo" && of === this.#section.dataset.list;
    const before = this.#waiting;
    this.#waiting = waiting.filter(ours);
    for (const deed of this.#waiting) {
      const item = this.show({ ...deed, state: words(why ? "photo_waits" : "photo_on_its_way") });
      if (why) this.#describeLater(item, deed);
    }
    this.#refused = refused.filter(ours);
    for (const deed of this.#refused) this.show({ ...deed, state: whyNot(deed.refusal) });
    this.#takeOut();
    const kept = new Set([...waiting, ...refused].map(({ key }) => key));
    if (!before.some(({ key }) => !kept.has(key))) return;
    if (!this.#waiting.length) this.#section.querySelector("[data-photo-news][data-waits]")?.replaceChildren();
    this.refresh();
  }

  /** It may be long until it is up: it can be described now. */
  #describeLater(item, deed) {
    if (item.querySelector("form")) return;
    const form = made("photo-fields");
    form.action = this.#section.dataset.one + deed.name;
    form.dataset.needs = deed.key;
    for (const element of form.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace("NAME", deed.name));
      }
    }
    item.append(form);
  }

  async #submit(event) {
    const form = event.target;
    if (!form.matches("[data-photo-form]")) return;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    await this.#post(form).finally(() => form.removeAttribute("aria-busy"));
  }

  async #post(form) {
    const { deedOf, outcomeOf } = await queue();
    const deed = { ...deedOf(form), kind: "about-photo", what: words("photo"), page: "", needs: form.dataset.needs };
    const { refusal, waits } = await outcomeOf(deed);
    const isAway = form.action.endsWith("/removal");
    if (refusal) return this.#say(refusal.message);
    for (const field of form.querySelectorAll("input")) settle(field);
    if (waits) return this.#say(words("saved_here"));
    const undo = isAway && deed.method === "PUT" ? { label: words("photo_undo"), act: () => this.#putBack(deed.url) } : null;
    this.#say(words(undo ? "photo_taken_away" : "photo_saved"), undo);
    await this.refresh();
  }

  async #putBack(url) {
    const { outcomeOf } = await queue();
    const { refusal, waits } = await outcomeOf({ method: "DELETE", url, fields: {}, kind: "about-photo", what: words("photo"), text: "", page: "" });
    this.#say(refusal?.message ?? words(waits ? "saved_here" : "photo_saved"));
    await this.refresh();
  }

  #say(text, action = null) {
    say(text, action, this.#section.querySelector("[data-photo-news]"));
  }

  #click(event) {
    const { putIn: markdown } = event.target.closest("[data-put-in]")?.dataset ?? {};
    if (!markdown) return;
    putIn(this.#view, markdown);
    this.#view.focus();
  }

  /** What the text names and the list lacks is on its way: asked for again and again, ever more slowly. */
  #look() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#offer(), 300);
    if (!this.#lacking().length) return (this.#asked = 0);
    this.#timer = setTimeout(() => this.refresh().then(() => this.#look()), PAUSES[Math.min(this.#asked++, PAUSES.length - 1)]);
  }

  #lacking() {
    const mine = new Set(this.#waiting.map(({ name }) => name));
    return [...namesIn(this.#text.toString())].filter((name) => !this.#item(name) && !mine.has(name));
  }

  /** What was refused leaves the text, once: sent again and taken, it can be put into it. */
  #takeOut() {
    const gone = this.#refused.filter(({ name }) => !this.#item(name) && !this.#takenOut.has(name));
    for (const { name } of gone) if (takeOut(this.#view, name)) this.#takenOut.add(name);
  }

  /** A photo that the text does not show can be put into it. */
  #offer() {
    this.#takeOut();
    const there = namesIn(this.#text.toString());
    for (const button of this.#section.querySelectorAll("[data-put-in]")) {
      button.hidden = there.has(button.closest("[data-name]").dataset.name);
    }
  }
}

function merge(list, fresh) {
  const there = new Set(fresh.map(({ id }) => id));
  for (const item of [...list.children]) if (!there.has(item.id)) item.remove();
  fresh.forEach((item, index) => {
    const old = Array.from(list.children).find(({ id }) => id === item.id);
    if (!old) list.insertBefore(item, list.children[index] ?? null);
    else if (!isBusy(old)) old.replaceWith(item);
  });
}

/** Somebody is there, or has written something that is not saved. */
const isBusy = (item) =>
  item.contains(document.activeElement) ||
  Array.from(item.querySelectorAll("input[type=text]")).some(({ value, defaultValue }) => value !== defaultValue);

function settle(field) {
  if (field.type === "text") field.defaultValue = field.value;
  if (field.type === "checkbox") field.defaultChecked = field.checked;
}

function pictureIn(item) {
  const thumb = item.querySelector(".thumb");
  return thumb.querySelector("img") ?? thumb.appendChild(Object.assign(new Image(), { alt: "" }));
}
