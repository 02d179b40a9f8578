/** What the compiler says about the newest version: what it says there too speaks against no older one. */
import type { Texts } from "../texts.ts";
import type { NewestStatement } from "../types.ts";
import { onlyStrict, type CheckedFile } from "./complaints.ts";
import { Programs, type TextOf } from "./program.ts";
import { statementsIn } from "./statements-in.ts";

/** Complaints about statements of the newest version; each is asked for once. */
export class NewestComplaints {
  readonly #texts: Texts;
  readonly #textOf: TextOf;
  readonly #programs: Programs;
  readonly #codes = new Map<NewestStatement, ReadonlySet<number>>();
  readonly #strict = new Map<string, boolean>();

  constructor(texts: Texts, textOf: TextOf) {
    this.#texts = texts;
    this.#textOf = textOf;
    this.#programs = new Programs(texts.compiler);
  }

  /** The codes of the complaints about a statement. */
  codesOf(statement: NewestStatement): ReadonlySet<number> {
    let codes = this.#codes.get(statement);
    if (!codes) {
      const checked = this.#check(statement, true);
      const nodes = checked ? statementsIn(this.#texts.compiler, checked.file, [statement]) : [];
      const own = checked?.complaints(nodes).filter(({ start }) => nodes.some((node) => node.pos <= start && start < node.end)) ?? [];
      this.#codes.set(statement, (codes = new Set(own.map(({ code }) => code))));
    }
    return codes;
  }

  /** Whether the file of a statement would compile with strict null checks. */
  isStrict(statement: NewestStatement): boolean {
    let isStrict = this.#strict.get(statement.path);
    if (isStrict === undefined) {
      const [strict, loose] = [true, false].map((option) => this.#check(statement, option)?.complaints() ?? []);
      this.#strict.set(statement.path, (isStrict = onlyStrict(strict!, loose!).length === 0));
    }
    return isStrict;
  }

  #check({ path, text }: NewestStatement, isStrict: boolean): CheckedFile | undefined {
    return this.#programs.check({ file: this.#texts.newest(path, text), textOf: (other) => (other === path ? text : this.#textOf(other)) }, isStrict);
  }
}
