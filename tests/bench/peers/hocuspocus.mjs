/* Hocuspocus with its SQLite extension, both as they come. Arguments: a port and a folder. */

import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const [port, folder] = process.argv.slice(2);
const kept = new SQLite({ database: `${folder}/hocuspocus.db` });
await new Server({ port: Number(port), address: "127.0.0.1", quiet: true, extensions: [kept] }).listen();
