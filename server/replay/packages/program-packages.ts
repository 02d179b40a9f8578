/** What is known of the packages of a program that are not instrumented. */
import { splitSpecifier } from "./package-entry.ts";
import { packagesNaming } from "./changed-packages.ts";
import type { DependencyRequest } from "./dependencies.ts";
import { foreignPackages } from "./foreign-packages.ts";
import type { IsForeign } from "../values/foreign-values.ts";

/** See above. */
export interface ProgramPackages {
  readonly isForeign: IsForeign;
  /** Whether what a specifier stands for may draw numbers from `Math.random`. */
  mayDraw(specifier: string): boolean;
}

/** Files are looked at where somebody asks. */
export function programPackages(request: DependencyRequest): ProgramPackages {
  let drawing: ReadonlySet<string> | null = null;
  return {
    isForeign: foreignPackages(
      request.projectRoot,
      request.modules.map((row) => row.path),
    ),
    mayDraw: (specifier) => (drawing ??= packagesNaming(request, /\brandom\b/)).has(splitSpecifier(specifier)?.name ?? specifier),
  };
}
