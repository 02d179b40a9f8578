/**
 * `node --import hindlog/register file.ts`: instruments modules as they are loaded.
 *
 * ES modules go through a load hook on Node's loader thread, CommonJS modules through `Module.prototype._compile` on the
 * main thread (a load hook that returned CommonJS source would leave `require.cache` undefined). Switched off (`HINDLOG=off`),
 * TypeScript still runs, as it is.
 */
import { register } from "node:module";
import { isOff } from "../../runtime/switch.ts";
import { instrumentCommonJs } from "./common-js.ts";
import { programOptions } from "./loaded-module.ts";

process.setSourceMapsEnabled(true);
register(new URL("./hooks.js", import.meta.url));
instrumentCommonJs();
if (!isOff()) {
  for (const problem of programOptions().problems) process.stderr.write(`hindlog: ${problem} The default is used.\n`);
}
