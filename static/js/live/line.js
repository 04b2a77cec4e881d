/* The calm line that says since when there is no connection, and goes when there is one again. */

import { words } from "../words.js";
import { timeNow } from "./clock.js";

const GRACE = 3000;

let since = null;
let timer = null;

export function startLine(main) {
  main.addEventListener("htmx:ws:close", lost);
  main.addEventListener("htmx:ws:after:connection", back);
  document.addEventListener("visibilitychange", () => since && !document.hidden && wait());
}

function lost() {
  since ??= timeNow();
  if (!document.hidden) wait();
}

function wait() {
  timer ??= setTimeout(show, GRACE);
}

function back() {
  clearTimeout(timer);
  since = timer = null;
  line().hidden = true;
}

function show() {
  line().textContent = words("lost", { time: since });
  line().hidden = false;
}

const line = () => document.getElementById("connection");
