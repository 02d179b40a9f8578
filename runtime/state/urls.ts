/** URL and URLSearchParams: what they hold is hidden, and the parameters of an address change with it. */
import type { StateWriter } from "./references.ts";

const getHref = Object.getOwnPropertyDescriptor(URL.prototype, "href")!.get as () => string;
const setHref = Object.getOwnPropertyDescriptor(URL.prototype, "href")!.set as (href: string) => void;
const getQuery = Object.getOwnPropertyDescriptor(URL.prototype, "searchParams")!.get as () => URLSearchParams;
const { toString: queryText, entries: queryEntries, append: appendTo, delete: deleteFrom } = URLSearchParams.prototype;

/** Whether a value is an address or a query that the platform made; runs none of the program's code. */
export function isOfPlatform(value: object, kind: "address" | "query"): boolean {
  try {
    if (kind === "address") getHref.call(value);
    else queryText.call(value as URLSearchParams);
    return true;
  } catch {
    return false;
  }
}

/** Writes an address and refers to its parameters. */
export function writeAddress(writer: StateWriter, value: URL): void {
  writer.text(getHref.call(value));
  writer.ref("searchParams", getQuery.call(value));
}

/** Writes parameters, pair by pair. */
export function writeQuery(writer: StateWriter, value: URLSearchParams): void {
  const pairs = [...(queryEntries.call(value) as Iterable<[string, string]>)];
  writer.out.u32(pairs.length);
  for (const [name, text] of pairs) {
    writer.text(name);
    writer.text(text);
  }
}

/** The parameters that belong to an address. */
export function queryOf(address: URL): URLSearchParams {
  return getQuery.call(address);
}

/** Puts a saved address in place. */
export function fillAddress(address: URL, href: string): void {
  if (getHref.call(address) !== href) setHref.call(address, href);
}

/** Puts saved parameters in place; those that are right already are not touched, for their address would be written anew. */
export function fillQuery(query: URLSearchParams, pairs: readonly (readonly [string, string])[]): void {
  const present = [...(queryEntries.call(query) as Iterable<[string, string]>)];
  if (present.length === pairs.length && present.every(([name, text], index) => name === pairs[index]![0] && text === pairs[index]![1])) return;
  for (const [name] of present) deleteFrom.call(query, name);
  for (const [name, text] of pairs) appendTo.call(query, name, text);
}
