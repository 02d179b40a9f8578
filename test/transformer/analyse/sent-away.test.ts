import { expect, it } from "vitest";
import ts from "typescript";
import { analyse } from "../../../transformer/index.ts";

const WORK = "for (const x of xs) console.log(x);";

it.each<[string, boolean]>([
  [`await page.evaluate(() => { ${WORK} });`, true],
  [`await this.page.mainFrame().evaluate(async function () { ${WORK} }, 1);`, true],
  [`await page.locator("p").evaluateAll((all) => { ${WORK} });`, true],
  [`await page.$$eval("p", ((all) => { ${WORK} }) as Work);`, true],
  [`function work() { ${WORK} } await page.evaluate(work);`, true],
  [`const work = () => { ${WORK} }; await driver.executeScript(work);`, true],
  [`pool.exec((n) => { ${WORK} }, [1]);`, true],
  [`vi.mock("./a.js", () => { ${WORK} return {}; });`, true],
  [`function work() { ${WORK} } new Worker(\`(\${work})()\`, { eval: true });`, true],
  [`function work() { ${WORK} } new Function("return " + work);`, true],
  [`function work() { ${WORK} } String(work); work();`, true],
  [`function work() { ${WORK} } work.toString();`, true],
  [`await evaluate(async (input) => { ${WORK} }, { data });`, false],
  [`await evaluator.evaluate(async (input) => { ${WORK} });`, false],
  [`await retry.execute(async () => { ${WORK} });`, false],
  [`exec("ls", (error, out) => { ${WORK} });`, false],
  [`button.mock(() => { ${WORK} });`, false],
  ["html`<p>${() => { " + WORK + " }}</p>`;", false],
  [`function work() { ${WORK} } const named = \`\${work.name}\` + work();`, false],
  [`{ const work = 1; String(work); } function work() { ${WORK} }`, false],
])("%s", (text, isLeftAlone) => {
  const { loops, logs } = analyse(ts, text, "a.ts", { logCalls: [] });
  expect([loops.length, logs.length]).toEqual(isLeftAlone ? [0, 0] : [1, 1]);
});
