/** Statements of one newest file, read once for all the older texts that they go into. */
import type ts from "typescript";
import type { CarriedGroup } from "./edit/assemble.ts";
import { effectsOf } from "./observe/observer.ts";
import { declaredBy, referencesOf } from "./names/references.ts";
import { refusal } from "./refusal.ts";
import { Scopes } from "./names/scope.ts";
import type { Texts } from "./text/texts.ts";
import type { Range } from "./text/tokens.ts";
import type { StatementList, Tree } from "./text/tree.ts";
import { partsOf, readCarried, returnsItsValue, type Wrapper } from "./expression/wrapper.ts";
import type { PropagationResult } from "./types.ts";
import type { CarriedStatement } from "./other-logs.ts";
import { lineAt } from "./words.ts";

/** A carried statement and its place in the request. */
export interface Numbered {
  readonly statement: CarriedStatement;
  readonly index: number;
}

/** What does not depend on the older text. */
export interface NewestFile {
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly statements: readonly ts.Statement[];
  readonly groups: readonly CarriedGroup[];
  /** Log calls around expressions. */
  readonly wrappers: readonly { readonly wrapper: Wrapper; readonly index: number }[];
  /** What the statements do beyond observing. */
  readonly effects: readonly string[];
  /** The statements as they were asked for. */
  readonly carried: readonly CarriedStatement[];
  /** Names that the statements declare. */
  readonly carriedNames: ReadonlySet<string>;
}

/** Finds the statements and what they refer to; a refusal where a range holds no statement. */
export function readNewest(texts: Texts, wanted: readonly Numbered[]): NewestFile | PropagationResult {
  const { compiler } = texts;
  const source = wanted[0]!.statement;
  const file = texts.newest(source.path, source.text);
  const newestScopes = new Scopes(compiler);
  const found = wanted.map(({ statement, index }) => {
    const carried = readCarried(compiler, file, statement);
    return { index, statement, nodes: "statements" in carried ? carried.statements : [], carried };
  });
  for (const one of found) {
    if (one.nodes.length > 0) continue;
    const line = lineAt(file, one.statement.start);
    if ("refused" in one.carried) return refusal("absent", one.carried.refused);
    if ("wrapper" in one.carried) {
      if (returnsItsValue(compiler, one.carried.wrapper, newestScopes)) continue;
      const callee = one.carried.wrapper.call.expression.getText();
      return refusal(
        "absent",
        `line ${line} of the newest version uses what ${callee} gives; only hindlog's log("name", value) gives its value back: put the log call on a line of its own`,
      );
    }
    return refusal("absent", `line ${line} of the newest version holds no whole statement at that place: put the log call on a line of its own`);
  }
  const seen = new Set<ts.Statement>();
  for (const one of found) one.nodes = one.nodes.filter((node) => !seen.has(node) && seen.add(node));
  const statements = [...seen];
  const wrappers = found
    .flatMap(({ carried, index }) => ("wrapper" in carried ? [{ wrapper: carried.wrapper, index }] : []))
    .filter(({ wrapper }) => !statements.some((node) => node.pos <= wrapper.call.pos && wrapper.call.end <= node.end));
  const parts = wrappers.flatMap(({ wrapper }) => partsOf(wrapper, file));
  const beside = wanted.flatMap(({ statement }) => statement.hidden ?? []);
  const tree = texts.tree(file, [...rangesOf(statements, file), ...parts, ...beside]);
  const scopes = new Scopes(compiler, statements);
  return {
    tree,
    scopes,
    statements,
    wrappers,
    groups: groupsOf(compiler, tree, found, scopes),
    effects: [...new Set(statements.flatMap((node) => effectsOf(compiler, node, file)))],
    carried: wanted.map(({ statement }) => statement),
    carriedNames: new Set(statements.flatMap((node) => [...declaredBy(compiler, node)])),
  };
}

/** Where statements stand in their file. */
export function rangesOf(statements: readonly ts.Statement[], file: ts.SourceFile): Range[] {
  return statements.map((statement) => ({ start: statement.getStart(file), end: statement.end }));
}

function groupsOf(compiler: typeof ts, newer: Tree, found: readonly { index: number; nodes: readonly ts.Statement[] }[], scopes: Scopes): CarriedGroup[] {
  const flat = found.flatMap(({ index, nodes }) => nodes.map((node) => ({ index, node }))).sort((a, b) => a.node.pos - b.node.pos);
  const groups: { list: StatementList; gap: number; statements: ts.Statement[]; indexes: number[] }[] = [];
  for (const { index, node } of flat) {
    const list = newer.lists.find((one) => one.node === node.parent) ?? newer.lists.find((one) => one.bare && one.node === node);
    if (!list) continue;
    const gap = list.statements.filter((statement) => statement.pos < node.pos).length;
    const last = groups[groups.length - 1];
    if (last && last.list === list && last.gap === gap) {
      last.statements.push(node);
      last.indexes.push(index);
    } else groups.push({ list, gap, statements: [node], indexes: [index] });
  }
  return groups.map((group) => ({ ...group, references: referencesOf(compiler, group.statements, scopes) }));
}
