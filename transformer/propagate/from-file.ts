/** The statements of one newest file, put into older files. */
import { inFile } from "./in-file.ts";
import { readNewest, type NewestFile, type Numbered } from "./newest-file.ts";
import type { Texts } from "./text/texts.ts";
import type { NewestStatement, PropagationResult } from "./types.ts";

/** What properties of the statements are known to be called in an older version. */
export type PropertyNames = ReadonlyMap<string, string>;

/** Answers for older texts that are kept: one file is often the same in many versions. */
const KEPT_ANSWERS = 32;

/** The statements of one newest file. */
export class FromFile {
  readonly statements: readonly Numbered[];
  private readonly texts: Texts;
  private readonly minConfidence: number | undefined;
  private readonly answers = new Map<string, { readonly path: string; readonly result: PropagationResult }>();
  private newest: NewestFile | PropagationResult | undefined;
  private names: readonly string[] | undefined;

  constructor(texts: Texts, statements: readonly Numbered[], minConfidence: number | undefined) {
    this.texts = texts;
    this.statements = statements;
    this.minConfidence = minConfidence;
  }

  /** Puts them into one older file. */
  into(path: string, text: string, propertyNames: PropertyNames): PropagationResult {
    const known = this.answers.get(text);
    if (known?.path === path && propertyNames.size === 0) return known.result;
    this.newest ??= readNewest(this.texts, this.statements);
    const older = { path, text, minConfidence: this.minConfidence, propertyNames };
    const result = "verdict" in this.newest ? this.newest : inFile(this.texts, this.newest, older);
    if (propertyNames.size > 0) return result;
    this.answers.set(text, { path, result });
    if (this.answers.size > KEPT_ANSWERS) this.answers.delete(this.answers.keys().next().value!);
    return result;
  }

  /** The innermost function around the first statement. */
  enclosingNames(): readonly string[] {
    return (this.names ??= enclosingNames(this.texts, this.statements[0]!.statement));
  }
}

function enclosingNames(texts: Texts, source: NewestStatement): string[] {
  const tree = texts.tree(texts.newest(source.path, source.text));
  const around = tree.lists.filter((list) => list.name !== "" && list.owner.pos <= source.start && list.owner.end >= source.end);
  const name = around[around.length - 1]?.name;
  return name === undefined ? [] : [name.slice(name.lastIndexOf(".") + 1)];
}
