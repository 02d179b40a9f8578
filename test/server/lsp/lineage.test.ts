import ts from "typescript";
import { describe, expect, it } from "vitest";
import { carefulMatch, quickMatch, type AnalysedText } from "../../../server/lsp/lineage.ts";
import { Statements, statementAt } from "../../../server/lsp/statements.ts";

const statements = new Statements();
const analysed = (text: string): Promise<AnalysedText> => statements.of("src/train.ts", text, []);

/** Where the statement around `needle` stands in the older text: its source and what differs; null for nowhere. */
async function followed(newerText: string, needle: string, olderText: string): Promise<{ source: string; difference: string | null } | null> {
  const [newer, older] = [await analysed(newerText), await analysed(olderText)];
  const site = statementAt(newer.sites, newerText.indexOf(needle) + 1);
  if (site === null) throw new Error(`Expected a log statement around ${needle}`);
  const quick = quickMatch(newer, site, older);
  const match = quick === "unsure" ? carefulMatch(ts, newer, site, older) : quick;
  return match === null ? null : { source: olderText.slice(match.site.start, match.site.end), difference: match.difference };
}

const TRAIN = `const rate = 0.1;
const inputs = [1, 2, 3, 4];
let weight = 0;
for (let epoch = 0; epoch < 3; epoch++) {
  let loss = 0;
  for (const input of inputs) {
    const error = weight * input - 2 * input;
    loss += error * error;
    weight -= rate * error * input;
  }
  console.log("loss", loss);
}
`;

describe("a log statement is followed", () => {
  it("into the same text", async () => {
    expect(await followed(TRAIN, '"loss"', TRAIN)).toEqual({ source: 'console.log("loss", loss)', difference: null });
  });

  it("to other lines", async () => {
    expect(await followed(`// moved\n\n${TRAIN}`, '"loss"', TRAIN)).toMatchObject({ difference: null });
  });

  it("through renamed variables", async () => {
    const renamed = TRAIN.replaceAll("loss", "meanLoss").replace('"meanLoss"', '"loss"');
    expect(await followed(renamed, '"loss"', TRAIN)).toEqual({ source: 'console.log("loss", loss)', difference: null });
  });

  it("through renamed variables that are its name", async () => {
    const [older, newer] = [TRAIN.replace('"loss", ', ""), TRAIN.replace('"loss", ', "").replaceAll("loss", "meanLoss")];
    expect(await followed(newer, "(meanLoss", older)).toEqual({ source: "console.log(loss)", difference: null });
  });

  it("to a statement of the same name with another expression, which is not the same", async () => {
    expect(await followed(TRAIN.replace('"loss", loss', '"loss", loss / epoch'), '"loss"', TRAIN)).toEqual({
      source: 'console.log("loss", loss)',
      difference: "expression",
    });
  });

  it("to another place among the loops, which is not the same", async () => {
    const early = TRAIN.replace('  console.log("loss", loss);\n', "").replace("let loss = 0;\n", 'let loss = 0;\n  console.log("loss", loss);\n');
    expect(await followed(early, '"loss"', TRAIN)).toEqual({ source: 'console.log("loss", loss)', difference: "place" });
  });

  it("by its function where the file has several of the name", async () => {
    const older = 'function train(x: number) {\n  console.log("loss", x);\n}\nfunction test(y: number) {\n  console.log("loss", y);\n}\n';
    const newer = older.replace("function test(y: number) {", "function test(y: number) {\n  y = y * 2;");
    expect(await followed(newer, '"loss", y', older)).toEqual({ source: 'console.log("loss", y)', difference: null });
  });

  it("nowhere where the older text does not have it", async () => {
    expect(await followed(TRAIN.replace('"loss"', '"gradNorm"'), '"gradNorm"', TRAIN)).toBeNull();
  });

  it("nowhere where it cannot be told from another of its name", async () => {
    const older = 'console.log("done", 1);\n';
    const newer = 'if (Math.max(1, 2) > 1) {\n  console.log("done", 2);\n}\nconsole.log("done", 3);\n';
    expect(await followed(newer, '"done", 2', older)).toBeNull();
  });
});

describe("statementAt", () => {
  it("finds the innermost log statement, and none beside it", async () => {
    const text = 'console.log("outer", [1].map((x) => {\n  console.log("inner", x);\n  return x;\n}));\nMath.max(1);\n';
    const { sites } = await analysed(text);
    expect(statementAt(sites, text.indexOf("inner"))?.names).toEqual(["inner"]);
    expect(statementAt(sites, text.indexOf("return"))?.names).toEqual(["outer"]);
    expect(statementAt(sites, text.indexOf("Math"))).toBeNull();
  });
});
