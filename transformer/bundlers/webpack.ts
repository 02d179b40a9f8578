/** The door for webpack: `import hindlog from "hindlog/webpack"`, and `hindlog()` among its plugins. */
import type { WebpackPluginInstance } from "webpack";
import type { Options } from "../options.ts";
import { plugin } from "./plugin.ts";

/** @param options - go before those of package.json. */
export default function hindlog(options?: Options): WebpackPluginInstance {
  return plugin.webpack(options) as WebpackPluginInstance;
}
