/**
 * `node --import hindlog/register file.ts`: instruments modules as they are loaded.
 *
 * ES modules go through Node's load hook, CommonJS modules through `Module.prototype._compile` on the
 * main thread (a load hook that returned CommonJS source would leave `require.cache` undefined). Switched off (`HINDLOG=off`),
 * TypeScript still runs, as it is.
 */
import Module, { register } from "node:module";
import { isOff } from "../../runtime/switch.ts";
import { instrumentCommonJs } from "./common-js.ts";
import { areSourceMapsAsked, askForSourceMaps, isFlagGiven } from "./asked-source-maps.ts";
import { addEntry } from "./entry.ts";
import { installHooks } from "./hooks.ts";
import { programOptions } from "./loaded-module.ts";

const INSTALLED: unique symbol = Symbol.for("hindlog.register.1") as never;
const holder = globalThis as { [INSTALLED]?: true };

if (holder[INSTALLED] === undefined) {
  Object.defineProperty(holder, INSTALLED, { value: true });
  if (isFlagGiven()) askForSourceMaps();
  else mapSources();
  addEntry(process.argv[1]);
  if (!installHooks()) startLoaderThread();
  instrumentCommonJs();
  tellProblems();
  // Children that the program forks may start in a folder where "hindlog" means nothing.
  process.execArgv = process.execArgv.map((argument) => argument.replace(/^(--import=)?hindlog\/register$/, `$1${import.meta.url}`));
}

/** Hooks on a thread of their own: all that Node had before 22.15. */
function startLoaderThread(): void {
  register(new URL("./hooks.js", import.meta.url), { data: { entry: process.argv[1], sourceMaps: areSourceMapsAsked() } });
}

/** Options that cannot be used: said here, once, for the loader thread reads them too. */
function tellProblems(): void {
  if (isOff()) return;
  for (const problem of programOptions().problems) process.stderr.write(`hindlog: ${problem} The default is used.\n`);
}

/** Stacks of dependencies stay as Node gives them, where it lets us say so and none is instrumented. */
function mapSources(): void {
  const { setSourceMapsSupport } = Module as { setSourceMapsSupport?: (enabled: boolean, options: { nodeModules: boolean; generatedCode: boolean }) => void };
  if (setSourceMapsSupport === undefined) process.setSourceMapsEnabled(true);
  else setSourceMapsSupport(true, { nodeModules: programOptions().include.length > 0, generatedCode: false });
}
