/**
 * The parsed texts of one propagation: newest ones, that many older texts are compared with, and older ones, of which each is mostly the one before.
 *
 * Invariants
 * 1. A newest file stays as it is.
 * 2. An older file is valid until the next one is asked for: what is the same in both becomes part of the next one (its positions change).
 */
import type ts from "typescript";
import { parseNext, parseShared, parseText } from "./parse-text.ts";
import { SubtreeMemory } from "./subtree-memory.ts";
import { collectTokens, type Range, type Tokens } from "./tokens.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { buildTree, type Tree } from "./tree.ts";

/** Parses and indexes texts, each part of them once. */
export class Texts {
  readonly compiler: typeof ts;
  private readonly memory = new SubtreeMemory();
  private last: ts.SourceFile | undefined;

  constructor(compiler: typeof ts) {
    this.compiler = compiler;
  }

  /** A text of the newest version. */
  newest(path: string, text: string): ts.SourceFile {
    return parseShared(this.compiler, path, text);
  }

  /** A text of an older version, or such a text with insertions. What was returned before must not be used any more. */
  older(path: string, text: string): ts.SourceFile {
    const last = this.last;
    if (last?.text === text && last.fileName === path) return last;
    this.last = undefined;
    return (this.last = last ? parseNext(this.compiler, last, path, text) : parseText(this.compiler, path, text));
  }

  /** Indexes a file; statements in `excluded` ranges count as not there. */
  tree(file: ts.SourceFile, excluded: readonly Range[] = []): Tree {
    return buildTree(this.compiler, file, this.memory, excluded);
  }

  /** What the numbers of tokens mean, in all of them. */
  get vocabulary(): Vocabulary {
    return this.memory.vocabulary;
  }

  /** All tokens of a file. */
  tokens(file: ts.SourceFile): Tokens {
    return collectTokens(this.compiler, file, this.memory, []);
  }
}
