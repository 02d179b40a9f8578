export { programTransformer as default } from "./program-transformer.ts";
export type { TextRange } from "./analyse/inserted.ts";
export { analyse, type AnalysisOptions } from "./analyse/sites.ts";
export { compileModule, type CompiledModule, type CompileRequest } from "./compile-module.ts";
export { CompileError } from "./errors.ts";
export { numbersOf } from "./instrument/numbering.ts";
export { projectConfig } from "./project-config.ts";
export { isExcluded, isInDependency, isIncluded, OptionsError, resolveOptions, type Options, type ResolvedOptions } from "./options.ts";
export { explainModule, type ExplainedLog, type ExplainedLoop, type ModuleExplanation, type SavedState } from "./explain.ts";
