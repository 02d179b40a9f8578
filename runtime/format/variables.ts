/**
 * Variables of the environment. Those that the text of a module names (`process.env.LR`) are kept: a replay starts with what they were.
 * Of all of them a hash tells whether they are the same.
 *
 * Invariants
 * 1. What may be a secret by its name is not kept.
 */
import type { VariableRow } from "./journal-rows.ts";

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

/** What a variable is now. */
export function variableRow(name: string): VariableRow {
  const value = process.env[name];
  if (value === undefined) return { type: "variable", name, value: null };
  return SECRET.test(name) ? { type: "variable", name } : { type: "variable", name, value };
}

/** Hashes of all variables that are not ours, by name. @param run - id of the run: hashes of two runs cannot be compared */
export function hashesOfVariables(variables: Readonly<Record<string, string | undefined>>, run: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) if (!name.startsWith("HINDLOG")) hashes[name] = hashOfVariable(value ?? "", run);
  return hashes;
}

/** 32 bits (FNV-1a), hexadecimal: enough to see a change, too little to tell what it was. */
function hashOfVariable(value: string, run: string): string {
  let hash = 0x811c9dc5;
  for (const text of [run, "\0", value]) for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}
