/** The door for Vite: `import hindlog from "hindlog/vite"`, and `hindlog()` among its plugins. */
import type { Plugin } from "vite";
import type { Options } from "../options.ts";
import { plugin } from "./plugin.ts";

/** @param options - go before those of package.json. */
export default function hindlog(options?: Options): Plugin {
  return plugin.vite(options) as Plugin;
}
