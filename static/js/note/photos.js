/*
 * Photos of a note: chosen, made smaller here, kept on this device until the server has them, put into the text, and
 * described in the list below it.
 *
 * Each is sent whole and by itself, under a name that is made here: what is up is not sent again after a cut, and what
 * was cut off is the same photo when it comes a second time. After it was made smaller, that is half a megabyte.
 */

import { queue } from "../offline/start.js";
import { mayWait } from "../offline/waits.js";
import { say, words } from "../words.js";
import { PhotoList } from "./photo-list.js";
import { smaller } from "./pictures.js";
import { putIn } from "./photo-text.js";

const MOST_AT_ONCE = 30;
/** So long the text waits for a photo that is on its way, in milliseconds. */
const PATIENCE = 60_000;
const made = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

export function startPhotos(note, view, text) {
  const section = note.querySelector("[data-photos]");
  const files = section.querySelector("[data-photo-files]");
  note.querySelector("[data-pen]").append(section);
  section.dataset.live = "";
  const list = new PhotoList(note, section, view, text);
  for (const button of note.querySelectorAll("button[data-photo]")) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      files.click();
    });
  }
  files.addEventListener("change", () => {
    const chosen = [...files.files];
    files.value = "";
    takeAll(chosen, { section, list, view });
  });
  if (mayWait()) queue().catch(() => {});
}

/** One after the other, so that a phone holds one large picture at a time. */
async function takeAll(chosen, desk) {
  const trouble = desk.section.querySelector("[data-photo-trouble]");
  trouble.replaceChildren();
  if (chosen.length > MOST_AT_ONCE) {
    complain(trouble, "", words("photos_too_many", { count: chosen.length, most: MOST_AT_ONCE }));
  }
  const sent = [];
  for (const file of chosen.slice(0, MOST_AT_ONCE)) {
    const name = newName();
    desk.list.show({ name, text: file.name, state: words("photo_made_smaller") });
    const picture = await smaller(file);
    if (picture) sent.push(sendOne(file, name, picture, desk));
    else refuse(desk, name, file, words("photo_unread"));
  }
  const up = (await Promise.all(sent)).filter(Boolean);
  if (!up.length) return;
  await desk.list.refresh();
  tell(desk.section, up.length);
  desk.list.ask(up[0]);
}

/** Its name, if it is up or waits. Photos come into the text in the order in which they were chosen. */
async function sendOne(file, name, { blob, thumb }, desk) {
  desk.list.show({ name, text: file.name, thumb, state: words("photo_on_its_way") });
  const deed = {
    method: "PUT",
    url: `${desk.section.dataset.list}/${name}`,
    event: location.pathname.split("/")[1],
    fields: {},
    file: blob,
    kind: "photo",
    what: words("photo"),
    text: file.name,
    page: "",
    name,
    thumb,
    of: desk.section.dataset.list,
  };
  const { refusal } = await settled(deed);
  if (refusal) return refuse(desk, name, file, refusal.message);
  putIn(desk.view, `![](${desk.section.dataset.media}${name}.webp)`);
  return name;
}

async function settled(deed) {
  try {
    return await (await queue()).outcomeOf(deed, PATIENCE);
  } catch {
    return { refusal: { message: words("not_sent") } };
  }
}

function refuse({ section, list }, name, file, why) {
  list.hide(name);
  complain(section.querySelector("[data-photo-trouble]"), file.name, why);
  return null;
}

function complain(place, name, why) {
  const trouble = made("photo-trouble");
  trouble.querySelector("[data-photo-name]").textContent = name;
  trouble.querySelector("[data-photo-state]").textContent = why;
  place.append(trouble);
  trouble.scrollIntoView({ block: "nearest" });
}

function tell(section, count) {
  const waiting = section.querySelectorAll("[data-waiting]").length;
  const [name, number] = waiting ? ["photos_waiting", waiting] : ["photos", count];
  const news = section.querySelector("[data-photo-news]");
  news.toggleAttribute("data-waits", waiting > 0);
  say(words(`${name}_${number === 1 ? "one" : "many"}`, { count: number }), null, news);
}

/** 128 random bits: nobody guesses where a photo is. */
const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
