/** Node's module hooks (they run on the loader thread): TypeScript-style resolution and instrumented ES modules. */
import { readFileSync } from "node:fs";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { compileLoaded, formatOf, isAlreadyInstrumented, isCompiled, isTypeScript } from "./loaded-module.ts";
import { ownModule, withSourceExtension } from "./resolution.ts";

const runtime = new URL("../../runtime/instrument.js", import.meta.url).href;

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    const own = ownModule(specifier, "esm");
    if (own !== null) return { url: own, format: "module", shortCircuit: true };
    if (context.parentURL === undefined || !/^(\.{0,2}\/|file:)/.test(specifier)) throw error;
    const found = withSourceExtension(fileURLToPath(new URL(specifier, context.parentURL)));
    if (found === null) throw error;
    return next(found.href, context);
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith("file:")) return next(url, context);
  const path = fileURLToPath(url);
  if (!isCompiled(path) || context.importAttributes?.["type"] !== undefined) return next(url, context);
  const text = readFileSync(path, "utf8");
  if (formatOf(path, text) === "cjs") return { format: "commonjs", shortCircuit: true };
  if (isAlreadyInstrumented(text) && !isTypeScript(path)) return next(url, context);
  return { format: "module", source: compileLoaded(path, text, "esm", runtime), shortCircuit: true };
};
