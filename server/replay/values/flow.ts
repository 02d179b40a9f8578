/** What values of a program may come from, as names that lead to names. */

/** From a name, a member (`.name`) or a function's exits to what they may come from. */
export type Flow = ReadonlyMap<string, ReadonlySet<string>>;

/** By name: all that may come from it. */
export function reversed(flow: Flow): Flow {
  const found = new Map<string, Set<string>>();
  for (const [name, sources] of flow)
    for (const source of sources) {
      const led = found.get(source);
      if (led === undefined) found.set(source, new Set([name]));
      else led.add(name);
    }
  return found;
}

/** Names, and all that they come from. */
export function behind(flow: Flow, names: Iterable<string>): Set<string> {
  const found = new Set(names);
  // A set goes on to what is added to it meanwhile.
  for (const name of found) for (const from of flow.get(name) ?? []) found.add(from);
  return found;
}
