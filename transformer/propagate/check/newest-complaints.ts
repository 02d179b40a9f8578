/** What the compiler says about the newest version: what it says there too speaks against no older one. */
import type ts from "typescript";
import type { Texts } from "../text/texts.ts";
import type { NewestStatement } from "../types.ts";
import { onlyStrict, type CheckedFile } from "./complaints.ts";
import { Programs, type TextOf } from "./program.ts";
import { statementsIn } from "./statements-in.ts";

/** A statement in the newest version, or several in one range. */
export interface NewestNodes {
  readonly checked: CheckedFile;
  readonly nodes: readonly ts.Statement[];
}

/** Complaints about statements of the newest version; each is asked for once. */
export class NewestComplaints {
  readonly #texts: Texts;
  readonly #textOf: TextOf;
  readonly #programs: Programs;
  readonly #codes = new Map<NewestStatement, ReadonlySet<number>>();
  readonly #strict = new Map<string, boolean>();
  readonly #checked = new Map<string, CheckedFile>();

  constructor(texts: Texts, textOf: TextOf) {
    this.#texts = texts;
    this.#textOf = textOf;
    this.#programs = new Programs(texts.compiler);
  }

  /** Whether the newest version has a complaint of that code about a statement, or a comment says that it is not to be looked at. */
  hasToo(statement: NewestStatement, code: number): boolean {
    return this.#isHidden(statement) || this.#codesOf(statement).has(code);
  }

  #isHidden({ path, text, start, end }: NewestStatement): boolean {
    const [first] = statementsIn(this.#texts.compiler, this.#texts.newest(path, text), [{ start, end }]);
    return /@ts-(ignore|expect-error)\b/.test(text.slice(first?.pos ?? start, end));
  }

  #codesOf(statement: NewestStatement): ReadonlySet<number> {
    let codes = this.#codes.get(statement);
    if (!codes) {
      const { checked, nodes = [] } = this.nodesOf(statement) ?? {};
      const own = checked?.complaints(nodes).filter(({ start }) => nodes.some((node) => node.pos <= start && start < node.end)) ?? [];
      this.#codes.set(statement, (codes = new Set(own.map(({ code }) => code))));
    }
    return codes;
  }

  /** The nodes of a statement, and their types. */
  nodesOf(statement: NewestStatement): NewestNodes | undefined {
    const checked = this.#check(statement, true);
    return checked && { checked, nodes: statementsIn(this.#texts.compiler, checked.file, [statement]) };
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
    const key = `${path} ${isStrict}`;
    const known = this.#checked.get(key);
    if (known?.file.text === text) return known;
    const files = { file: this.#texts.newest(path, text), textOf: (other: string) => (other === path ? text : this.#textOf(other)) };
    const checked = this.#programs.check(files, isStrict);
    if (checked) this.#checked.set(key, checked);
    return checked;
  }
}
