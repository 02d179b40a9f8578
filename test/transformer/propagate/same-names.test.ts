/** A name of the statement that the older version has for something else. */
import ts from "typescript";
import { expect, it } from "vitest";
import { applyEdits, preparePropagation, type PropagationResult } from "../../../transformer/propagate/index.ts";

function carried(older: string, newest: string): PropagationResult & { text: string } {
  const start = newest.indexOf("console.log(");
  const statement = { path: "a.js", text: newest, start, end: newest.indexOf(";", start), beside: [] };
  const result = preparePropagation(ts, { newest: [statement] }).into({ older: { path: "a.js", text: older } });
  return { ...result, text: applyEdits(older, result.edits) };
}

const loop = (head: string, ...body: string[]): string => `${head}\nfor (const row of rows) {\n${body.map((line) => `  ${line}\n`).join("")}}\nfinish();\n`;

it.each([
  [
    "what was outside is called otherwise today",
    loop("const loss = [];", "loss.push(train(row));"),
    loop("const losses = [];", "const loss = train(row);", "losses.push(loss);", 'console.log("loss", loss);'),
    "loss there (line 1) is what line 1 of the newest version declares as losses",
  ],
  [
    "what is outside is hidden today",
    loop("const best = top(rows);", "use(row);"),
    loop("const best = top(rows);", "const best = use(row, 1);", 'console.log("best", best);'),
    "best there (line 1) is what line 1 of the newest version declares as best",
  ],
  [
    "a list there, one of its members today",
    loop("const result = load();", "show(row, result);"),
    loop("const all = load();", "const result = show(row, all);", 'console.log("shown", result);'),
    "result there (line 1) is what line 1 of the newest version declares as all",
  ],
])("is no place: %s", (_, older, newest, reason) => {
  const { verdict, reason: why } = carried(older, newest);
  expect(verdict).toBe("unbound");
  expect(why).toContain(reason);
});

it("variables that changed their names with each other are told apart", () => {
  const text = (first: string, second: string, log = ""): string =>
    `function f(a, b) {\n  const ${first} = a + 1;\n  const ${second} = b + 2;\n${log}  return g(${first}, ${second});\n}\n`;
  expect(carried(text("x", "y"), text("y", "x", '  console.log("x", x);\n')).text).toBe(text("x", "y", '  console.log("x", y);\n'));
});

it("a parameter is what the variable around was that it took the place of", () => {
  const step = (param: string, log = ""): string => `function step(x${param}) {\n${log}  return x * rate;\n}\n`;
  const older = `let rate = 0.1;\n${step("")}for (const x of xs) step(x);\n`;
  const newest = `${step(", rate", '  console.log("rate", rate);\n')}for (const x of xs) step(x, 0.2);\n`;
  expect(carried(older, newest).text).toBe(older.replace(step(""), step("", '  console.log("rate", rate);\n')));
});

it.each([
  [
    "a loop that stands unchanged behind the statement's own",
    "for (let e = 0; e < 10; e++) {\n  train(e);\n}\n",
    'for (let e = 0; e < 5; e++) {\n  train(e);\n  console.log("e", e);\n}\nfor (let e = 0; e < 10; e++) {\n  train(e);\n}\n',
  ],
  [
    "the clause of another statement that stands unchanged",
    "try {\n  a();\n} catch (e) {\n  warn(e);\n}\n",
    'try {\n  b();\n} catch (e) {\n  warn(e);\n  console.log("e", e);\n}\ntry {\n  a();\n} catch (e) {\n  warn(e);\n}\n',
  ],
])("is no place: %s", (_, older, newest) => {
  expect(carried(older, newest).verdict).toBe("ambiguous");
});
