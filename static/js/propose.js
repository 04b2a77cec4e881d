/* Writing a card: what is close to it shows while the title is typed, tags complete themselves, the card is up at once. */

import "./live.js";
import { startAsking } from "./propose/asking.js";
import { startClosing } from "./propose/closeness.js";
import { startSending } from "./propose/sending.js";
import { startTags } from "./propose/tags.js";
import { startTitle } from "./propose/title.js";

startTitle();
startClosing();
startTags();
startAsking();
startSending();
