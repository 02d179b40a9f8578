import { expect, test } from "vitest";
import ts from "typescript";
import { analyse, compileModule } from "../../../transformer/index.ts";

const loops = (text: string): [string, boolean][] => analyse(ts, text, "a.ts", { logCalls: [] }).loops.map((loop) => [loop.name, loop.checkpointable]);

test.each<[string, string]>([
  ["a loop", "// hindlog-ignore\nfor (const a of f()) { f(); }\nfor (const b of f()) f();"],
  ["a labelled loop, with a reason", "/* hindlog-ignore: hot */\nx: for (const a of f()) f();\nfor (const b of f()) f();"],
  ["a function", "// hindlog-ignore\nexport function g() { for (const a of f()) f(); }\nfunction h() { for (const b of f()) f(); }"],
  ["a variable that holds one", "// hindlog-ignore\nconst g = () => { for (const a of f()) f(); };\nfor (const b of f()) f();"],
  ["a method", "class G {\n // hindlog-ignore\n g() { for (const a of f()) f(); }\n h() { for (const b of f()) f(); } }"],
  ["a property", "const o = {\n // hindlog-ignore\n g: () => { for (const a of f()) f(); },\n h: () => { for (const b of f()) f(); } };"],
])("before %s", (_, text) =>
  expect(loops(text)).toEqual([
    ["a", false],
    ["b", true],
  ]),
);

test("ids and names stay, loops inside are left alone too, and the reason is told", () => {
  const text = "// hindlog-ignore\nfor (const a of f()) { for (const a of f()) f(); }";
  const plain = analyse(ts, text.replace("hindlog-ignore", "nothing to see"), "a.ts", { logCalls: [] }).loops;
  const ignored = analyse(ts, text, "a.ts", { logCalls: [] }).loops;
  expect(ignored.map(({ id, name }) => [id, name])).toEqual(plain.map(({ id, name }) => [id, name]));
  expect(ignored.map((loop) => loop.reason)).toEqual(["`hindlog-ignore`", "`hindlog-ignore`"]);
});

test.each(["// hindlog-ignore-fil\n", "// hindlog-ignored\n", "// about hindlog-ignore\n", 'f("// hindlog-ignore");\n'])("%j is no such comment", (comment) => {
  expect(loops(`${comment}for (const a of f()) f();`)).toEqual([["a", true]]);
});

function emitted(text: string): string {
  return compileModule(ts, { fileName: "/a.ts", text, source: "a.ts", format: "esm", door: "register", options: {}, logCalls: [] }).code;
}

test("an ignored loop is emitted as it is; with a log call in it, it counts its iterations", () => {
  expect(emitted("// hindlog-ignore\nfor (const a of f()) f();")).toMatch(/\n(\/\/ hindlog-ignore\n)?for \(const a of f\(\)\)\s+f\(\);/);
  expect(emitted("// hindlog-ignore\nfor (const a of f()) console.log(a);")).toMatch(/enter\(/);
});

test("an ignored file is emitted as it is, shebang and all", () => {
  for (const text of [
    "// hindlog-ignore-file\nimport x from 'x';\nconsole.log(x);\n",
    "#!/usr/bin/env node\n/* hindlog-ignore-file: generated */\nconsole.log(1);\n",
  ])
    expect(emitted(text)).not.toMatch(/hindlog\/runtime/);
});
