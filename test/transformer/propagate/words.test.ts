import ts from "typescript";
import { expect, it } from "vitest";
import { parseText } from "../../../transformer/propagate/text/parse-text.ts";
import { lineAt } from "../../../transformer/propagate/words.ts";

it("counts the lines that the compiler counts", () => {
  const file = parseText(ts, "main.ts", "a;\nb;\r\nc;\rd;\u2028e;\u2029\n\nf;\r\n");
  const offsets = [...file.statements.flatMap((statement) => [statement.getStart(file), statement.end]), file.text.length];
  expect(offsets.map((offset) => lineAt(file, offset))).toEqual(offsets.map((offset) => file.getLineAndCharacterOfPosition(offset).line + 1));
});
