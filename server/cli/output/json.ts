/**
 * Logged values as JSON that keeps their type.
 *
 * | value                            | JSON                                             |
 * | -------------------------------- | ------------------------------------------------ |
 * | finite number, string, boolean, null, array, plain object | itself                  |
 * | NaN, Infinity, -Infinity, -0     | `{"$number": "NaN"}` and so on                   |
 * | undefined                        | `{"$undefined": true}`                           |
 * | bigint                           | `{"$bigint": "12"}`                              |
 * | Date                             | `{"$date": "2026-01-31T00:00:00.000Z"}`, null where invalid |
 * | Map, Set                         | `{"$map": [[key, value]]}`, `{"$set": [value]}`  |
 * | typed array                      | `{"$typed": "Float64Array", "values": [1, 2]}`   |
 * | instance of a class              | `{"$class": "Point", "properties": {"x": 1}}`    |
 * | what could not be kept           | `{"$placeholder": "function f"}`                 |
 * | plain object with a key in `$`   | `{"$object": [["$key", value]]}`                 |
 */
import { Instance, Placeholder } from "../../../runtime/format/value.ts";

/** Anything that JSON.stringify writes and JSON.parse reads back unchanged. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A decoded logged value as JSON; the module header has the table. */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { $bigint: String(value) };
    case "object":
      return value === null ? null : objectToJson(value);
    case "undefined":
      return { $undefined: true };
    default:
      return { $placeholder: typeof value };
  }
}

function objectToJson(value: object): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Placeholder) return { $placeholder: value.description };
  if (value instanceof Instance) return { $class: value.className, properties: record(value.properties) };
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [toJson(key), toJson(item)]) };
  if (value instanceof Set) return { $set: [...value].map(toJson) };
  if (ArrayBuffer.isView(value)) return { $typed: value.constructor.name, values: Array.from(value as unknown as Iterable<number | bigint>, toJson) };
  const entries = Object.entries(value);
  return entries.some(([key]) => key.startsWith("$")) ? { $object: entries.map(([key, item]) => [key, toJson(item)]) } : record(value);
}

function record(value: object): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}
