/*
 * Where the text is: here, on the server, or waiting, and why. Shown at once, said aloud at most every ten seconds. While
 * it waits it counts what else waits on this device too, so that one place says it all.
 */

import { words } from "../words.js";
import { LOCKED } from "./line.js";

/** Shorter waits are the ordinary way of an edit and not worth a flicker. */
const ORDINARY = 700;
const SAID_EVERY = 10_000;
const BEGUN_ANEW = 4409;
/** Too large for a frame is too large for a note. */
const SAME = new Map([[1009, 4413]]);

export class Pill {
  #note;
  #pill;
  #state = null;
  #others = 0;
  #timer = 0;
  #saidAt = 0;
  #saying = 0;

  /** `read` gives the words as they are now. */
  constructor(note, read) {
    this.#note = note;
    this.#pill = document.querySelector("[data-sync]");
    this.#pill.hidden = false;
    const line = document.querySelector("[data-waits-pill]");
    this.#others = Number(line?.dataset.count ?? 0);
    document.addEventListener("hallway:waiting", ({ detail }) => this.#count(detail.waiting.length));
    document.querySelector("[data-see-all]").addEventListener("click", () => line?.click());
    document.querySelector("[data-download]").addEventListener("click", () => this.#download(read()));
  }

  show(state) {
    const calm = this.#kind(state) === "here" && this.#pill.dataset.state === "server";
    this.#state = state;
    this.#pill.dataset.waiting = state.waiting;
    if (calm) this.#timer ||= setTimeout(() => this.#draw(), ORDINARY);
    else this.#draw();
  }

  #count(others) {
    this.#others = others;
    if (this.#state && this.#kind(this.#state) === "waiting") this.#draw();
  }

  #kind({ waiting, connected, synced, refusal }) {
    if (refusal) return "refused";
    if (connected && (synced || waiting)) return waiting ? "here" : "server";
    return waiting ? "waiting" : "apart";
  }

  #draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const kind = this.#kind(this.#state);
    const drawing = { refused: "waiting", apart: "here" }[kind] ?? kind;
    this.#pill.dataset.state = drawing;
    this.#pill.toggleAttribute("data-counts-all", kind === "waiting");
    for (const svg of this.#pill.querySelectorAll("svg")) svg.toggleAttribute("hidden", svg.dataset.for !== drawing);
    const text = this.#words(kind);
    this.#pill.querySelector("[data-sync-words]").textContent = text;
    this.#why(kind);
    this.#say(text);
  }

  #words(kind) {
    const { waiting, safe } = this.#state;
    const all = waiting + this.#others;
    if (kind === "waiting") return words(`waiting_${all === 1 ? "one" : "many"}`, { count: all });
    const many = waiting === 1 ? "one" : "many";
    if (kind === "refused") return waiting ? words(`refused_${many}`, { count: waiting }) : words(this.#isLocked ? "locked" : "closed");
    if (kind === "apart") return words(this.#state.online ? "connecting" : "closed");
    return words(kind === "server" ? "on_server" : safe ? "here" : "on_its_way");
  }

  #why(kind) {
    const why = document.querySelector("[data-why]");
    const text = kind === "refused" ? this.#refusal() : kind === "waiting" ? this.#absence() : "";
    why.querySelector("[data-why-words]").textContent = text;
    why.hidden = !text;
    why.querySelector("[data-see-all]").hidden = kind !== "waiting" || !this.#others;
    why.querySelector("[data-download]").hidden = kind !== "refused" || (this.#isLocked && !this.#state.waiting);
    why.querySelector("[data-reload]").hidden = this.#state.refusal?.code !== BEGUN_ANEW;
  }

  get #isLocked() {
    return this.#state.refusal?.code === LOCKED;
  }

  #refusal() {
    const { code, reason } = this.#state.refusal;
    if (this.#isLocked && !this.#state.waiting) return words("locked_whole");
    return words(`refused_${SAME.get(code) ?? code}`) || words("refused_other", { reason });
  }

  #absence() {
    const { online, safe } = this.#state;
    if (!safe) return words("not_kept");
    return words(online ? "no_server" : "no_network");
  }

  #say(text) {
    clearTimeout(this.#saying);
    const pause = Math.max(0, this.#saidAt + SAID_EVERY - Date.now());
    this.#saying = setTimeout(() => {
      this.#saidAt = Date.now();
      const region = document.querySelector("[data-sync-said]");
      if (region.textContent !== text) region.textContent = text;
    }, pause);
  }

  /** The words as a file, whatever becomes of this page. */
  #download(text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = this.#note.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
