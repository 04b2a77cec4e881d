/* A card's page: whose comments are mine, and answering one without leaving the page. */

import "./live.js";

const form = document.getElementById("answer");
const attendee = () => JSON.parse(document.getElementById("mine")?.textContent || "{}").attendee;

function markOwn() {
  const me = String(attendee());
  for (const comment of document.querySelectorAll("[data-author]")) {
    comment.toggleAttribute("data-own", comment.dataset.author === me);
  }
}

function answer(id) {
  form.elements.answers.value = id;
  form.querySelector("[data-no-answer]").hidden = !id;
  for (const thread of document.querySelectorAll(".thread")) {
    thread.toggleAttribute("data-answered", thread.id === `thread-${id}`);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-answers], [data-no-answer]");
  if (!link || !form) return;
  event.preventDefault();
  answer(link.dataset.answers ?? "");
  form.elements.words.focus();
});
form?.addEventListener("reset", () => answer(""));
document.addEventListener("htmx:after:swap", markOwn);
markOwn();
