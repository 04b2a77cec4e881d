/*
 * What every page that follows the day has loaded. Each of its scripts begins with this, so that all of it comes in one
 * file: many small ones cost a phone more in journeys than in bytes.
 */

import "./words.js";
import "./server.js";
import "./live/line.js";
import "./live/mine.js";
import "./live/news.js";
import "./live/page.js";
import "./live/socket.js";
import "./menus.js";
import "./offline/age.js";
import "./offline/start.js";
import "./offline/waits.js";
