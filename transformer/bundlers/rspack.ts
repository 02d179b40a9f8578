/** The door for Rspack: `import hindlog from "hindlog/rspack"`, and `hindlog()` among its plugins. */
import type { Options } from "../options.ts";
import { plugin } from "./plugin.ts";

/** As Rspack wants its plugins. */
interface RspackPlugin {
  apply(compiler: unknown): void;
}

/** @param options - go before those of package.json. */
export default function hindlog(options?: Options): RspackPlugin {
  return plugin.rspack(options) as RspackPlugin;
}
