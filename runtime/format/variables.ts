/**
 * Variables of the environment that the text of a module names (`process.env.LR`): a replay starts with what they were.
 *
 * Invariants
 * 1. What may be a secret by its name is not kept: a hash tells whether it is the same.
 */
import { sha256 } from "./built-in.ts";
import type { VariableRow } from "./journal.ts";

const ACCESS = /\benv\s*\??\.\s*([A-Za-z_]\w*)|\benv\s*(?:\?\.)?\[\s*["'`]([^"'`$]+)["'`]\s*\]/g;
const TAKEN_APART = /\{([^{}]*)\}\s*=\s*(?:process\s*\.\s*)?env\b/g;
const SECRET = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|PRIVATE|COOKIE|SESSION|SIGNATURE|DSN|CONNECTION|_UR[IL]$/i;

/** @returns names in the order of the text, each once. */
export function namedVariables(text: string): string[] {
  if (!/\benv\b/.test(text)) return [];
  const names = new Set<string>();
  for (const [, member, key] of text.matchAll(ACCESS)) names.add(member ?? key!);
  for (const [, inner] of text.matchAll(TAKEN_APART)) for (const part of inner!.split(",")) names.add(/^\s*([A-Za-z_]\w*)/.exec(part)?.[1] ?? "");
  return [...names].filter((name) => name !== "" && !name.startsWith("HINDLOG"));
}

/** What a variable is now. @param run - id of the run: hashes of two runs cannot be compared. */
export function variableRow(name: string, run: string): VariableRow {
  const value = process.env[name];
  if (value === undefined) return { type: "variable", name, value: null };
  return SECRET.test(name) ? { type: "variable", name, hash: hashOfVariable(value, run) } : { type: "variable", name, value };
}

/** 32 bits, hexadecimal: enough to see a change, too little to try out what it was. */
export function hashOfVariable(value: string, run: string): string {
  return sha256(new TextEncoder().encode(`${run}\0${value}`)).slice(0, 8);
}
