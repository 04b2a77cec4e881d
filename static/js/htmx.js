/* htmx as a classic script: it is read before the modules, in a task of its own. The package sets `window.htmx`, which
   its extensions in live.js ask for; modules have it from live/htmx.js. */

import htmx from "htmx.org";

/** By itself it would begin a moment after it was read, perhaps before the modules have told it how. */
htmx.begin = htmx.initialize;
htmx.initialize = () => {};
