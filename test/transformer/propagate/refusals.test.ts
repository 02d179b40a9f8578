/** Every refusal, in full: what was looked for, what is there instead, and where. */
import ts from "typescript";
import { expect, it } from "vitest";
import { propagate, type PropagationResult } from "../../../transformer/propagate/index.ts";

interface Refused {
  /** The log call is marked by `«` and `»`. */
  readonly newest: string;
  readonly older: string;
  readonly olderTree?: Readonly<Record<string, string>>;
}

function refuse({ newest, older, olderTree = { "src/main.ts": older } }: Refused): PropagationResult {
  const [start, end] = [newest.indexOf("«"), newest.indexOf("»") - 1];
  const text = newest.replaceAll(/[«»]/g, "");
  const result = propagate(ts, {
    newest: [{ path: "src/main.ts", text, start, end }],
    older: { path: "src/main.ts", text: older },
    olderTree: new Map(Object.entries(olderTree)),
  });
  expect(result.edits).toEqual([]);
  return result;
}

const IMPORT = 'import { log } from "hindlog";\n';
const TRAIN = `export function train(rate: number, batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    total += rate * batch.length;
  }
  return total;
}
`;
const logging = (line: string): string => IMPORT + TRAIN.replace("batch.length;\n", `batch.length;\n    ${line}\n`);
const OTHER = `export function read(path: string): string {
  const text = load(path);
  return text.trim();
}
`;

const CASES: Readonly<Record<string, Refused>> = {
  "the function is not there": { newest: logging('«log("total", total)»;'), older: OTHER },
  "the file is not there, and no other is like it": { newest: logging('«log("total", total)»;'), older: "", olderTree: { "src/read.ts": OTHER } },
  "a name is not there": {
    newest: logging('«log("momentum", momentum * total)»;').replace("let total = 0;", "let total = 0;\n  let momentum = decay(total);"),
    older: TRAIN,
  },
  "a name is not there, a similar one is": {
    newest: logging('«log("steps", stepCount)»;').replace("let total = 0;", "let total = 0;\n  let stepCount = count();"),
    older: `let stepCounts: number[] = [];\n${TRAIN}`,
  },
  "a property of the object is not there": {
    newest: `${IMPORT}export class Model {\n  velocity = 0;\n  step(): void {\n    this.velocity += 1;\n    this.sum += 2;\n    «log("velocity", this.velocity)»;\n  }\n}\n`,
    older: "export class Model {\n  step(): void {\n    this.sum += 2;\n  }\n}\n",
  },
  "a name is a function there": {
    newest: logging('«log("scale", scale)»;').replace("let total = 0;", "let total = 0;\n  const scale = rate * 2;"),
    older: `${TRAIN}function scale(): number {\n  return 1;\n}\n`,
  },
  "the expression has another value there": {
    newest: `${IMPORT}export function share(hits: number, all: number): number {\n  const part = hits + 1;\n  return «log("share", part / all)»;\n}\n`,
    older: "export function share(hits: number, all: number): number {\n  const part = hits + 1;\n  return part;\n}\n",
  },
  "the expression stands there twice": {
    newest: `${IMPORT}export function share(hits: number): number {\n  const part = hits + 1;\n  return «log("share", norm(hits))» * part;\n}\n`,
    older: "export function share(hits: number): number {\n  const part = hits + 1;\n  return norm(hits) * norm(hits);\n}\n",
  },
  "the call would lose its object": {
    newest: `${IMPORT}export function share(model: Model): number {\n  const part = 1;\n  return «log("share", model.run)»(part);\n}\n`,
    older: "export function share(model: Model): number {\n  const part = 1;\n  return model.run(part);\n}\n",
  },
  "what the log call gives is used, and it is no log of hindlog": {
    newest: "export function share(model: Model): number {\n  const part = 1;\n  return «logger.info(part)»;\n}\n",
    older: "export function share(model: Model): number {\n  const part = 1;\n  return part;\n}\n",
  },
  "two files have a place for it": {
    newest: logging('«log("total", total)»;'),
    older: "",
    olderTree: { "src/first.ts": TRAIN, "src/second.ts": TRAIN },
  },
  "the code around is another": {
    newest: logging('const size = batch.length;\n    «log("total", total)»;\n    check(size);').replace(
      "    total += rate * batch.length;\n",
      "    total = next(rate, batch);\n",
    ),
    older: TRAIN.replace(
      "    total += rate * batch.length;\n",
      "    const mean = batch.reduce((sum, value) => sum + value, 0) / batch.length;\n    console.warn(mean);\n    total += mean;\n",
    ),
  },
  "what it needs is declared behind the only place": {
    newest: logging('«log("total", total * limit)»;').replace("let total = 0;", "const limit = limitOf(rate);\n  let total = 0;"),
    older: TRAIN.replace("  return total;", "  const limit = limitOf(rate);\n  return total + limit;"),
  },
  "the function there does not wait": {
    newest: `${IMPORT}export async function read(path: string): Promise<string> {\n  const text = load(path);\n  «log("size", await sizeOf(text))»;\n  return text.trim();\n}\n`,
    older: OTHER,
  },
};

it.each(Object.entries(CASES))("reads as an explanation: %s", (_, refused) => {
  const { verdict, reason } = refuse(refused);
  // How sure it has to be changes with what is measured.
  expect(`${verdict}: ${reason}`.replaceAll(/0\.\d+/g, "0.x")).toMatchSnapshot();
  expect(reason).not.toMatch(/\n/);
});
