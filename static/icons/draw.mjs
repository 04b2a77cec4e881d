/* Draws each name-pixels.svg of a folder as name.png beside it. Run by the build. */

import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { initWasm, Resvg } from "@resvg/resvg-wasm";

const [, , folder] = process.argv;
await initWasm(readFile(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
for (const file of await readdir(folder)) {
  const [, name, pixels] = file.match(/^(.+)-(\d+)\.svg$/);
  const drawn = new Resvg(await readFile(join(folder, file), "utf8"), { fitTo: { mode: "width", value: Number(pixels) } });
  await writeFile(join(folder, `${name}.png`), drawn.render().asPng());
}
