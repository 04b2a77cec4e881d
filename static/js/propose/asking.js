/* Asking hosts, or taking a card on, beside what is being written, which stays. */

import { reason, sendOnce } from "../server.js";
import { say, words } from "../words.js";

export function startAsking() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ask]");
    if (!button) return;
    event.preventDefault();
    ask(button);
  });
}

async function ask(button) {
  const takesOn = button.value === "PUT";
  button.disabled = true;
  try {
    const response = await sendOnce(takesOn ? "PUT" : "POST", button.formAction);
    if (response.status === 403) return join(button.formAction);
    if (!response.ok) throw new Error(await reason(response, words("not_sent")));
    const done = document.createElement("p");
    done.className = "small";
    done.textContent = words(takesOn ? "hosting" : "asked");
    say(done.textContent);
    button.replaceWith(done);
  } catch (error) {
    button.disabled = false;
    say(error instanceof TypeError ? words("not_sent") : error.message);
  }
}

/** To ask takes somebody who asks: `/event/topics/3/requests` leads to `/event/join` and to the card. */
function join(url) {
  const [, event, ...card] = new URL(url).pathname.split("/");
  location.assign(`/${event}/join?next=${encodeURIComponent(`/${event}/${card.slice(0, 2).join("/")}`)}`);
}
