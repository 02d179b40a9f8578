/** Where two states differ first, as a path a user can read. */
import { ObjectRef, type DecodedState, type FunctionData, type ObjectData } from "./decode.ts";
import { Kind } from "./kind.ts";

/** @returns null where they are the same. */
export function firstDifference(expected: DecodedState, got: DecodedState): string | null {
  const queue: { path: string; a: unknown; b: unknown }[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < Math.max(expected.roots.length, got.roots.length); index++) {
    const [a, b] = [expected.roots[index], got.roots[index]];
    if (a === undefined || b === undefined || a.name !== b.name) return (a ?? b)!.name;
    queue.push({ path: a.name, a: a.value, b: b.value });
  }
  // What no root leads to: the loop has let go of it. Such objects come last, in the same order in both.
  const count = Math.min(expected.objects.length, got.objects.length);
  for (let index = 0; index < count; index++) queue.push({ path: "(let go by the loop)", a: new ObjectRef(index), b: new ObjectRef(index) });
  for (let at = 0; at < queue.length; at++) {
    const { path, a, b } = queue[at]!;
    if (a instanceof ObjectRef && b instanceof ObjectRef) {
      const pair = `${a.index},${b.index}`;
      if (seen.has(pair)) continue;
      seen.add(pair);
      const inner = parts(expected.objects[a.index]!, got.objects[b.index]!);
      if (inner === null) return path;
      for (const part of inner) queue.push({ path: path + part.step, a: part.a, b: part.b });
    } else if (!Object.is(a, b)) {
      return `${path} (${show(a)} then, ${show(b)} now)`;
    }
  }
  return null;
}

interface Part {
  readonly step: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** What to compare inside two objects; null where they differ already. */
function parts(a: ObjectData, b: ObjectData): Part[] | null {
  if (a.kind !== b.kind || a.extensible !== b.extensible || a.properties.length !== b.properties.length) return null;
  const inner: Part[] = [{ step: ".__proto__", a: a.prototype, b: b.prototype }];
  const [x, y] = [contentsOf(a), contentsOf(b)];
  if (x.length !== y.length) return null;
  x.forEach((value, index) => inner.push({ step: `[${index}]`, a: value, b: y[index] }));
  for (let index = 0; index < a.properties.length; index++) {
    const [p, q] = [a.properties[index]!, b.properties[index]!];
    if (p.flags !== q.flags || (!(p.key instanceof ObjectRef) && p.key !== q.key)) return null;
    const step = typeof p.key === "string" ? `.${p.key}` : "[...]";
    flat(p.value).forEach((value, part) => inner.push({ step, a: value, b: flat(q.value)[part] }));
  }
  return inner;
}

function contentsOf(object: ObjectData): unknown[] {
  const payload = object.kind === Kind.function ? (object.payload as FunctionData).captured : object.payload;
  const hidden = object.privates.flatMap((part) => part.values);
  return [...flat(payload), ...hidden, ...object.weak.flatMap((entry) => [entry.key, entry.value])];
}

function flat(payload: unknown): unknown[] {
  if (payload instanceof Uint8Array) return [...payload];
  return Array.isArray(payload) ? payload.flatMap((part: unknown) => (part instanceof Uint8Array || Array.isArray(part) ? flat(part) : [part])) : [payload];
}

function show(value: unknown): string {
  if (value instanceof ObjectRef) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
