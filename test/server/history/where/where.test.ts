import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateWhere, UNKNOWN } from "../../../../server/history/where/evaluate.ts";
import { loopInterval } from "../../../../server/history/where/interval.ts";
import { columnsOf, parseWhere } from "../../../../server/history/where/parse.ts";

function holds(text: string, row: Record<string, unknown>): boolean | undefined {
  return evaluateWhere(parseWhere(text), (column) => row[column]);
}

test.each([
  ["epoch >= 3 and lr > 0.01", true],
  ["epoch >= 3 && lr > 0.02", false],
  ["epoch < 3 or name == 'a b'", true],
  ['epoch < 3 || name === "a"', false],
  ["not epoch == 4", true],
  ["not (epoch == 3)", false],
  ["!(epoch != 3)", true],
  ["not epoch == 4 and not lr > 1", true],
  ["epoch = 3", true],
  ["3 < epoch", false],
  ["-1 < epoch", true],
  ["lr < epoch", true],
  ["ok", true],
  ["not ok", false],
  ["ok == true", true],
  ["true", true],
  ["gone == null", true],
  ["gone != null", false],
  ["gone == 0", false],
  ["gone != 0", false],
  ["gone < 1 or gone >= 1", false],
  ["nan == NaN", true],
  ["nan < 1", false],
  ["big > 2", true],
  ["big == 9", true],
  ["name > 'a'", true],
  ["name > 1", false],
  ["when >= '2024-01'", true],
  ["a.b > 1", true],
  ["col('grad norm') == 7", true],
  ["landing == 1 and order == 2 and nothing == 3", true],
  ["inf == Infinity and -inf2 == 1", undefined],
])("%s", (text, expected) => {
  const row = {
    epoch: 3,
    lr: 0.02,
    name: "a b",
    ok: true,
    nan: Number.NaN,
    big: 9n,
    when: new Date("2024-05-01"),
    "a.b": 2,
    "grad norm": 7,
    landing: 1,
    order: 2,
    nothing: 3,
  };
  if (expected === undefined) expect(() => parseWhere(text)).toThrow("can only stand before a number");
  else expect(holds(text, row)).toBe(expected);
});

test.each([
  ["", 1, "it is empty"],
  ["epoch >", 8, "expected expression after >"],
  ["(epoch > 3", 11, "unclosed"],
  ["epoch > 3)", 10, "unexpected"],
  ["epoch > 'a", 11, "unclosed quote"],
  ["epoch > 3 lr < 2", 1, "more than one condition"],
  ["1 < x < 3", 7, "cannot be chained"],
  ["x + 1 > 3", 1, "a calculation"],
  ["f(x) > 3", 1, "only col"],
  ["x[0] > 3", 1, "not allowed here"],
  ["x ? 1 : 2", 1, "not allowed here"],
  ["3", 1, "alone is no condition"],
  ["x > 3; y", 1, "more than one condition"],
  ["x == `a`", 6, "expected expression"],
])("%s is refused at character %d", (text, position, problem) => {
  expect(() => parseWhere(text)).toThrow(`at character ${position}:`);
  expect(() => parseWhere(text)).toThrow(problem);
  expect(() => parseWhere(text)).toThrow("lr > 0.01 and not (epoch == 0)");
});

test("any text is parsed or refused with a sentence", () => {
  const piece = fc.oneof(
    fc.constantFrom("a", "b.c", "1", "'x'", "and", "or", "not", "(", ")", "==", "<", "!", "-", "null", "this", "col('x')", "[", "{", "?", ".", ",", ";"),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      try {
        const where = parseWhere(pieces.join(" "));
        expect(evaluateWhere(where, () => UNKNOWN)).not.toBeNull();
      } catch (error) {
        expect(error).toMatchObject({ name: "HistoryError", code: "where" });
      }
    }),
    { numRuns: 3000 },
  );
});

test("columns are listed once", () => {
  expect(columnsOf(parseWhere("epoch > 1 and (lr < epoch or not a.b) and col('x y') == 2"))).toEqual(["epoch", "lr", "a.b", "x y"]);
});

test("what is not known yet leaves open only what hangs on it", () => {
  const partly = (text: string): boolean | undefined => evaluateWhere(parseWhere(text), (column) => (column === "lr" ? 0.1 : UNKNOWN));
  expect(partly("lr > 1 and epoch > 3")).toBe(false);
  expect(partly("lr < 1 or epoch > 3")).toBe(true);
  expect(partly("lr < 1 and epoch > 3")).toBeUndefined();
  expect(partly("not (lr > 1 and epoch > 3)")).toBe(true);
});

test.each([
  ["epoch >= 3 and lr > 0.01", 3, Number.POSITIVE_INFINITY],
  ["epoch > 2.5 and epoch < 7", 3, 6],
  ["2 <= epoch and 5 > epoch", 2, 4],
  ["epoch == 4", 4, 4],
  ["epoch == 4 or epoch == 9", 4, 9],
  ["epoch == 4 or lr > 1", 0, Number.POSITIVE_INFINITY],
  ["not (epoch < 3 or epoch > 8)", 3, 8],
  ["not epoch", 0, 0],
  ["epoch", 1, Number.POSITIVE_INFINITY],
  ["epoch != 3", 0, Number.POSITIVE_INFINITY],
])("%s leaves %d to %d", (text, from, to) => {
  expect(loopInterval(parseWhere(text), "epoch")).toEqual({ from, to });
});

test("an interval never leaves out an iteration in which the condition can hold", () => {
  const leaf = fc.tuple(fc.constantFrom("epoch", "lr"), fc.constantFrom("==", "!=", "<", "<=", ">", ">="), fc.integer({ min: -3, max: 12 }), fc.boolean());
  const leafText = leaf.map(([column, operator, value, mirrored]) => (mirrored ? `${value / 2} ${operator} ${column}` : `${column} ${operator} ${value / 2}`));
  const { text } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { maxDepth: 4 },
      leafText,
      fc.tuple(tie("text"), fc.constantFrom("and", "or"), tie("text")).map(([a, op, b]) => `(${a}) ${op} (${b})`),
      tie("text").map((a) => `not (${a})`),
    ),
  }));
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 3 }), (condition, epoch, lr) => {
      const where = parseWhere(condition);
      const { from, to } = loopInterval(where, "epoch");
      if (evaluateWhere(where, (column) => (column === "epoch" ? epoch : lr)) === true) expect(epoch >= from && epoch <= to).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("parsing leaves jsep as it was for others", async () => {
  const { default: jsep } = await import("jsep");
  const before = JSON.stringify([jsep.binary_ops, jsep.unary_ops]);
  expect(() => parseWhere("not a and b or (")).toThrow("at character");
  expect(JSON.stringify([jsep.binary_ops, jsep.unary_ops])).toBe(before);
});
