export { programTransformer as default } from "./program-transformer.ts";
export { analyse, type TextRange } from "./analyse/sites.ts";
export { compileModule, type CompiledModule, type CompileRequest } from "./compile-module.ts";
export { CompileError } from "./errors.ts";
