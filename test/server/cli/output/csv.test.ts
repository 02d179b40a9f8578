import fc from "fast-check";
import { expect, test } from "vitest";
import { csv } from "../../../../server/cli/output/csv.ts";

test("lines end in CRLF, and only what needs quotes has them", () => {
  expect(
    csv(
      ["run", "a,b"],
      [
        ["r1", 0.5],
        ['say "hi"', "two\nlines"],
      ],
    ),
  ).toBe('run,"a,b"\r\nr1,0.5\r\n"say ""hi""","two\nlines"\r\n');
});

test("numbers keep every digit, sign and special value", () => {
  expect(csv(["x"], [[0.1 + 0.2], [-0], [Number.NaN], [-Infinity], [10n ** 20n], [-5]])).toBe(
    "x\r\n0.30000000000000004\r\n-0\r\nNaN\r\n-Infinity\r\n100000000000000000000\r\n-5\r\n",
  );
});

test.each(["=1+1", "+1", "-1", "@cmd", "\tx", "\rx"])("text that a spreadsheet would run is made text: %j", (text) => {
  expect(csv(["x"], [[text]])).toContain(`'${text}`);
});

test("a missing cell is empty, null is not", () => {
  expect(csv(["a", "b"], [[undefined, null]])).toBe("a,b\r\n,null\r\n");
});

test("what is written reads back as it was", () => {
  const cell = fc.string({ unit: "grapheme" }).filter((text) => !/^[=+\-@\t\r]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      expect(parse(csv(["one", "two"], rows))).toEqual([["one", "two"], ...rows]);
    }),
  );
});

/** A reader of RFC 4180, by its grammar. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "\r\n" && field.lastIndex < text.length) rows.push([]);
    if (field.lastIndex === text.length) break;
  }
  return rows;
}
