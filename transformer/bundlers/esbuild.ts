/** The door for esbuild: `import hindlog from "hindlog/esbuild"`, and `hindlog()` among its plugins. */
import type { Plugin } from "esbuild";
import type { Options } from "../options.ts";
import { plugin } from "./plugin.ts";

/** @param options - go before those of package.json. */
export default function hindlog(options?: Options): Plugin {
  return plugin.esbuild(options) as Plugin;
}
