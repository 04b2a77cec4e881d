/* The queue of a page that stays true by itself, of which it shares all but what is its own. */

import "../live.js";

export { startWaiting } from "../offline/waiting.js";
