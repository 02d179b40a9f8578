/** The compiler options that change what is emitted for one file; the rest is of no use to a replay. */
const EMITTING = [
  "target",
  "module",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "experimentalDecorators",
  "emitDecoratorMetadata",
  "useDefineForClassFields",
  "verbatimModuleSyntax",
  "esModuleInterop",
  "allowSyntheticDefaultImports",
  "importHelpers",
  "downlevelIteration",
  "alwaysStrict",
  "strict",
  "removeComments",
  "preserveConstEnums",
  "noImplicitUseStrict",
] as const;

/** Picks those options; enum values stay numbers. */
export function emittingOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(EMITTING.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
}
