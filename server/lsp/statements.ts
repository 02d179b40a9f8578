/**
 * Log statements of texts: of a buffer, of a past version. A text is analysed once.
 *
 * The compiler is loaded when the first text is analysed: starting the server must be quick.
 */
import { createHash } from "node:crypto";
import type { LogSite } from "../../runtime/format/site.ts";
import { analyse } from "../../transformer/index.ts";
import { Follower } from "./follower.ts";
import type { AnalysedText } from "./lineage.ts";

/** Analysed texts that are kept; buffers change with each key. */
const KEPT = 400;

/** Analyses texts and remembers the latest ones. */
export class Statements {
  #compiler: Promise<typeof import("typescript")> | null = null;
  readonly #known = new Map<string, AnalysedText>();
  /** Follows statements into older texts. */
  readonly follower: Follower = new Follower(() => this.compiler());

  /**
   * A text with its log statements, in source order. Never throws on syntax errors.
   *
   * @param path - decides the dialect by its extension
   * @param logCalls - those of the module, or what is configured
   */
  async of(path: string, text: string, logCalls: readonly string[] | undefined): Promise<AnalysedText> {
    const hash = createHash("sha256").update(text).digest("base64");
    const key = JSON.stringify([path, hash, logCalls]);
    const found = this.#known.get(key) ?? analysedText(await this.compiler(), { path, text, hash }, logCalls);
    this.#known.delete(key);
    this.#known.set(key, found);
    if (this.#known.size > KEPT) for (const oldest of [...this.#known.keys()].slice(0, KEPT / 4)) this.#known.delete(oldest);
    return found;
  }

  /** The TypeScript that hindlog brings. */
  compiler(): Promise<typeof import("typescript")> {
    this.#compiler ??= import("../compiler.ts").then((module) => module.compiler);
    return this.#compiler;
  }
}

/**
 * The innermost log statement around an offset; null off log statements.
 *
 * @param offset - UTF-16 units, 0-based
 */
export function statementAt(sites: readonly LogSite[], offset: number): LogSite | null {
  const around = sites.filter((site) => site.start <= offset && offset <= site.end);
  return around.reduce<LogSite | null>((inner, site) => (inner === null || site.end - site.start < inner.end - inner.start ? site : inner), null);
}

function analysedText(
  compiler: typeof import("typescript"),
  text: Pick<AnalysedText, "path" | "text" | "hash">,
  logCalls: readonly string[] | undefined,
): AnalysedText {
  const { logs, loops } = analyse(compiler, text.text, text.path, { logCalls });
  return { ...text, sites: logs, loops };
}
