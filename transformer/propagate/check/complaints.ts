/** What the compiler says about statements of a file. */
import type ts from "typescript";
import type { Range } from "../text/tokens.ts";

/** What a complaint is about. */
export type ComplaintKind = "member" | "access" | "missing-value" | "use";

/** One complaint of the compiler. */
export interface Complaint extends Range {
  readonly code: number;
  readonly kind: ComplaintKind;
  /** As the compiler says it, with no more than one reason. */
  readonly message: string;
}

/** Complaints that hold whatever else is installed or configured. What is only implicitly `any`, or not to be found, is none of them. */
const KINDS: Readonly<Record<ComplaintKind, readonly number[]>> = {
  /** Property does not exist. */
  member: [2339, 2551, 2576],
  /** Private, protected. */
  access: [2341, 2445, 2446, 18013],
  /** Null, undefined or not assigned yet; also called. */
  "missing-value": [2531, 2532, 2533, 18047, 18048, 18049, 2721, 2722, 2723, 2454],
  /** Not callable, other arguments, not assignable, no number, no iterable, no such element, unknown, declared further down. */
  use: [2349, 2351, 2348, 2554, 2555, 2345, 2769, 2322, 2739, 2740, 2741, 2362, 2363, 2365, 2367, 2461, 2488, 2493, 7053, 2571, 18046, 2448, 2449, 2450],
};

const KIND_OF: ReadonlyMap<number, ComplaintKind> = new Map(
  (Object.keys(KINDS) as ComplaintKind[]).flatMap((kind) => KINDS[kind].map((code) => [code, kind] as const)),
);

/** A file in a program. */
export class CheckedFile {
  readonly checker: ts.TypeChecker;
  readonly file: ts.SourceFile;
  readonly #compiler: typeof ts;
  readonly #program: ts.Program;

  constructor(compiler: typeof ts, program: ts.Program, file: ts.SourceFile) {
    this.#compiler = compiler;
    this.#program = program;
    this.file = file;
    this.checker = program.getTypeChecker();
  }

  /** Complaints about some statements, or about the whole file. */
  complaints(statements?: readonly ts.Node[]): Complaint[] {
    // Compilers below 5.6 know no third argument and look at all of the file.
    const ask = this.#program.getSemanticDiagnostics as (file: ts.SourceFile, token: undefined, nodes?: readonly ts.Node[]) => readonly ts.Diagnostic[];
    return ask(this.file, undefined, statements).flatMap(({ code, start, length, messageText }) => {
      const kind = KIND_OF.get(code);
      if (kind === undefined || start === undefined || length === undefined) return [];
      const message = typeof messageText === "string" ? messageText : `${messageText.messageText} ${messageText.next?.[0]?.messageText ?? ""}`.trim();
      return [{ code, kind, message, start, end: start + length }];
    });
  }

  /** The innermost node that a complaint marks. */
  nodeOf({ start, end }: Range): ts.Node {
    let found: ts.Node = this.file;
    const visit = (node: ts.Node): void => {
      if (node.getStart(this.file) > start || node.end < end) return;
      found = node;
      this.#compiler.forEachChild(node, visit);
    };
    this.#compiler.forEachChild(this.file, visit);
    return found;
  }
}

/** Complaints that only strict null checks make. */
export function onlyStrict(strict: readonly Complaint[], loose: readonly Complaint[]): Complaint[] {
  return strict.filter((one) => !loose.some((other) => other.code === one.code && other.start === one.start));
}
