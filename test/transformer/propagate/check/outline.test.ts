/** What of a file the types at a place can depend on. */
import ts from "typescript";
import { expect, it } from "vitest";
import { outlineOf } from "../../../../transformer/propagate/check/outline.ts";
import { parseText } from "../../../../transformer/propagate/text/parse-text.ts";

/** The outline of a text with `log(a);` put in where `|` stands. */
function outline(marked: string, path = "main.ts"): string {
  const offset = marked.indexOf("|");
  const { text } = outlineOf(ts, parseText(ts, path, marked.replace("|", "")), [{ path, offset, text: "log(a);" }]);
  return text.replace(/\s+/g, " ").trim();
}

const EDITED = "export function main(a: A): void {|}\n";
const IMPORT = 'import { log } from "hindlog";\n';

it.each([
  ["the bodies of functions that say what they give", `${IMPORT}export function f(): number { return 1; }\n${EDITED}`, "export function f(): number {}"],
  ["no body that says what is given", `${IMPORT}export function f() { return 1; }\n${EDITED}`, "export function f() { return 1; }"],
  [
    "no body that assigns a variable of the module",
    `${IMPORT}let b = 1;\nexport function f(): void { b = 2; }\n${EDITED}`,
    "let b = 1; export function f(): void { b = 2; }",
  ],
  [
    "what is named in bodies that are left out",
    `${IMPORT}const table = { b: 1 };\nexport function f(): number { return table.b; }\n${EDITED}`,
    "export function f(): number {}",
  ],
  [
    "nothing that is named by what is named",
    `${IMPORT}interface A { b: B }\ninterface B { c: 1 }\ninterface C { d: 1 }\n${EDITED}`,
    "interface A { b: B } interface B { c: 1 }",
  ],
])("leaves out %s", (_, text, left) => {
  expect(outline(text)).toBe(`import { log } from "hindlog"; ${left} export function main(a: A): void {log(a);}`);
});

it("leaves no declaration of a script out: it may add to the language's own", () => {
  const text = "interface Array<T> { b: T }\nfunction main(a: A): void {|}\n";
  expect(outline(text)).toBe("interface Array<T> { b: T } function main(a: A): void {log(a);}");
});
