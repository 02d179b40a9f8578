/** The door for Rollup: `import hindlog from "hindlog/rollup"`, and `hindlog()` among its plugins. */
import type { Plugin } from "rollup";
import type { Options } from "../options.ts";
import { plugin } from "./plugin.ts";

/** @param options - go before those of package.json. */
export default function hindlog(options?: Options): Plugin {
  return plugin.rollup(options) as Plugin;
}
