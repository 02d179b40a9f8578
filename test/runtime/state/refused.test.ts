/** What cannot be restored makes a boundary unusable, or a replay unverifiable, and the reason names it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPack, type CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import { readJournal } from "../../../runtime/format/journal.ts";
import { parseActivationKey } from "../../../runtime/format/key.ts";
import { makeProject, REPOSITORY } from "../../programs/support/project.ts";

const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");
const EXPECTED: readonly (readonly [fn: string, reason: string | RegExp])[] = [
  ["reaction", "what runs later is a reaction that the loop asked for and that has not run"],
  ["job", "what runs later is a reaction that the loop asked for and that has not run"],
  ["timer", "what runs later is a timer that the loop started"],
  ["timerGone", "what runs later is a timer that was under way when the loop was entered and is not any more"],
  ["timerLater", "what runs later is a timer that the loop started"],
  ["fileOperation", "what runs later is a file operation that the loop started"],
  ["reading", "what runs later is a file that the loop has read from, opened or closed (package.json)"],
  ["listening", "what runs later is a listener of `process` that the loop added or took away"],
  ["inStorage", "storage is an AsyncLocalStorage"],
  ["proxy", "target is a Proxy made by code that is not instrumented"],
  ["ofNode", "type is an object with private fields of class MIMEType, which is not instrumented"],
  ["liveGenerator", "numbers is a live generator"],
  ["liveIterator", "keys is a live iterator"],
  ["delegating", "%iterated is a live generator: walk delegates to something that does not say where it is (`yield*`)"],
  ["asyncByHand", "it is an async generator that no `for await` loop drives from its start (ids)"],
  ["asyncThroughAnother", "%iterated is a live generator: doubled waits at a yield that stands in a `for await` loop"],
  ["reassignedInSwitch", /kept\[\d\] is a function made inside the loop \(.*\): it captures count, which is assigned .*, in a switch/],
  ["reassignedInHead", /kept\[\d\] is a function made inside the loop \(.*\): it captures count, which is assigned .*, from the head of its function/],
  ["olderVariables", /kept\[\d\].* are variables older than the loop, which its state did not reach at its entry/],
  ["notInitialised", /kept\[\d\].*is the variables of a function made inside the loop: count is not initialised yet/],
  ["boundFunction", /kept\[\d\] is a function made inside the loop \(bound trim\)/],
  ["usesSuper", /kept\[\d\]\.text is a function made inside the loop \(text\): it uses super/],
  ["outerArguments", /kept\[\d\] is a function made inside the loop .*: it uses arguments/],
  ["classInLoop", /is a class made inside the loop|\(Local\): it is a class with a static block/],
  ["computedMembers", /kept\[\d\] is a function made inside the loop \(.*\): it is a class whose members have computed names/],
  ["beforeSuper", /kept\[\d\] is an instance of class Late made inside the loop: its constructor does something before super\(\)/],
  ["emitterHandle", /controller is an AbortController/],
  ["notInstrumented", "hidden is an object with private fields of class Hidden, which is not instrumented"],
  ["foreignSymbol", /kept\[\d\] is a symbol made inside the loop by code that is not instrumented \(made by eval\)/],
  ["dateFormat", /kept\[\d\] is an Intl.NumberFormat/],
];

test("each reason names what it is about", async () => {
  const folder = await recorded("refusals.ts");
  const refused = reasons(folder);
  expect(notes(folder)).toContain("loop item cannot be checkpointed: it iterates something that cannot be repositioned");
  for (const [name, reason] of EXPECTED) {
    if (typeof reason === "string") expect.soft(refused.get(name), name).toBe(reason);
    else expect.soft(refused.get(name), name).toEqual(expect.stringMatching(reason));
  }
});

test("classes and functions of Node, its listeners for once, and functions that a function of the program keeps need no reason", async () => {
  expect(reasons(await recorded("restored.ts"))).toEqual(new Map());
});

/** Records a file of `cases`. @returns the folder of the run */
async function recorded(file: string): Promise<string> {
  const project = makeProject({ [file]: readFileSync(new URL(`cases/${file}`, import.meta.url), "utf8") });
  const run = await project.run(process.execPath, ["--import", REGISTER, file], { env: { HINDLOG: "on", HINDLOG_CHECKPOINTS: "all" } });
  expect(run).toMatchObject({ status: 0, stderr: "" });
  return join(project.root, ".hindlog/runs", readdirSync(join(project.root, ".hindlog/runs"))[0]!);
}

/** What the run says could not be done. */
function notes(folder: string): string[] {
  return readJournal(readFileSync(join(folder, "journal"))).rows.flatMap((row) => (row.type === "note" ? [row.text] : []));
}

/** The last reason by the function that the loop stands in. */
function reasons(folder: string): Map<string, string> {
  const module = readJournal(readFileSync(join(folder, "journal"))).rows.find((row) => row.type === "module")!;
  const loops = module.type === "module" ? module.descriptor.loops : [];
  const found = new Map<string, string>();
  for (const { meta } of readPack(readFileSync(join(folder, "checkpoints/pack"))).entries) {
    const reason = reasonOf(meta);
    const loop = loops.find((candidate) => candidate.id === parseActivationKey(meta.key).loop);
    if (reason !== null) found.set(loop?.fn ?? meta.key, reason);
  }
  return found;
}

function reasonOf(meta: CheckpointMeta): string | null {
  return meta.unusable ?? (meta.opaque[0] === undefined ? null : `${meta.opaque[0].path} is ${meta.opaque[0].reason}`);
}
