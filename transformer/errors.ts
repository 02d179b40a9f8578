/** A text could not be compiled. */
export class CompileError extends Error {
  readonly code = "does-not-compile";
  readonly fileName: string;
  /** The first diagnostic, with its line and column (1-based). */
  readonly problem: string;
  /** What the compiler prints: all diagnostics with file, line and column (1-based), one a line. */
  readonly report: string;
  /** @param problem - the first diagnostic, with its line and column (1-based). */
  constructor(fileName: string, { problem, report }: { readonly problem: string; readonly report: string }) {
    super(`Expected ${fileName} to compile, got: ${problem}. Fix the syntax and run again.`);
    this.name = "CompileError";
    this.fileName = fileName;
    this.problem = problem;
    this.report = report;
  }
}
