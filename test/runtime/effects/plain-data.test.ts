/** What is kept of an effect comes back as it was, or is named. */
import { describe, expect, it } from "vitest";
import { readError, whyNoError, writeError } from "../../../runtime/effects/error-data.ts";
import { readPlain, whyNotPlain, writePlain } from "../../../runtime/effects/plain-data.ts";

const shared = { x: 1 };
const cycle: Record<string, unknown> = { shared, again: shared };
cycle["self"] = cycle;

describe("plain data", () => {
  it.each([
    ["numbers", [Number.NaN, -0, 1e300, Number.POSITIVE_INFINITY]],
    ["nothing", [undefined, null]],
    ["texts", ["", "ä\ud800", "x".repeat(5000)]],
    ["large numbers", 10n ** 40n],
    ["dates", new Date(5)],
    ["holes", [1, , 3]], // eslint-disable-line no-sparse-arrays
    ["Maps and Sets", new Map([[{ a: 1 }, new Set([1, "x"])]])],
    [
      "bytes",
      {
        bytes: new Uint8Array([1, 2]),
        floats: new Float64Array([0.5]),
        view: new DataView(new ArrayBuffer(3)),
        buffer: Buffer.from("hi"),
        raw: new ArrayBuffer(4),
      },
    ],
    ["cycles", cycle],
    ["keys of all kinds", JSON.parse('{"__proto__": 1, "constructor": 2, "": 3}')],
  ])("comes back: %s", (_, value) => {
    expect(whyNotPlain(value)).toBeNull();
    const back = readPlain(writePlain(value));
    expect(back).toStrictEqual(value);
  });

  it("keeps what is the same object, and gives bytes a buffer of their own", () => {
    const back = readPlain(writePlain([cycle, new Uint8Array([7])])) as [typeof cycle, Uint8Array];
    expect(back[0]["self"]).toBe(back[0]);
    expect(back[0]["shared"]).toBe(back[0]["again"]);
    expect(back[1].buffer.byteLength).toBe(1);
  });

  it.each([
    ["a function at .ask", { ask: () => 1 }],
    ["a symbol at [0]", [Symbol("x")]],
    ["an instance of URL at .url", { url: new URL("http://x") }],
    ["an object without prototype", Object.create(null)],
    [
      "an instance of Answer",
      new (class Answer {
        text = "";
      })(),
    ],
    ["an instance of Mine", new (class Mine extends Map {})()],
    ["a proxy", new Proxy({}, {})],
    ["an accessor (late)", { get late(): number { return 1; } }], // oxfmt-ignore
    ["a hidden or constant property (id)", Object.defineProperty({}, "id", { value: 1 })],
    ["a property that is named by a symbol", { [Symbol("x")]: 1 }],
    ["an object that cannot be extended at .get()", new Map([[1, Object.freeze({})]])],
    ["an instance of Object", Promise.resolve(1)],
    ["an instance of Uint8Array", new Uint8Array(new ArrayBuffer(8), 2, 2)],
  ])("is not taken for: %s", (why, value) => {
    expect(whyNotPlain(value)?.replace("Promise", "Object")).toBe(why);
  });

  it("runs nothing of the program", () => {
    const trap = new Proxy({}, { get: () => expect.unreachable(), ownKeys: () => expect.unreachable() });
    expect(whyNotPlain([trap])).toBe("a proxy at [0]");
    expect(whyNotPlain({ get x(): number { throw new Error("ran"); } })).toBe("an accessor (x)"); // oxfmt-ignore
  });
});

describe("what was thrown", () => {
  it.each([
    new RangeError("far", { cause: new TypeError("near") }),
    Object.assign(new Error("with code"), { code: "ECONNRESET", details: { tries: 3 } }),
    new AggregateError([new Error("one"), new TypeError("two")], "both"),
    new DOMException("took too long", "TimeoutError"),
    "a text",
    { status: 500 },
  ])("comes back: %s", (thrown) => {
    expect(whyNoError(thrown)).toBeNull();
    const back = readError(writeError(thrown)) as Error;
    expect(back).toStrictEqual(thrown);
    if (!(thrown instanceof Error)) return;
    expect(back.constructor).toBe(thrown.constructor);
    expect(Object.keys(back)).toEqual(Object.keys(thrown));
    if (!(thrown instanceof DOMException)) expect(back.stack).toBe(thrown.stack);
  });

  it("is not taken for an error of another class, but inside one of the language", () => {
    class Refused extends Error {}
    expect(whyNoError(new Refused("no"))).toBe("an error of the class Refused");
    expect(whyNoError(new Error("no", { cause: new Refused("why") }))).toBe("an error with an error of the class Refused (cause)");
    const inside = new TypeError("fetch failed", { cause: Object.assign(new Refused("other side closed"), { code: "UND_ERR_SOCKET" }) });
    expect(whyNoError(inside, true)).toBeNull();
    expect((readError(writeError(inside)) as Error).cause).toMatchObject({ message: "other side closed", code: "UND_ERR_SOCKET" });
  });
});
