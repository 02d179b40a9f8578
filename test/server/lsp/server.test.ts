import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExampleProject, TRAIN } from "../../editors/example-project.ts";
import { LanguageClient, positionOf, type ClientOptions } from "./language-client.ts";

const EDITORS = readdirSync(new URL("clients", import.meta.url)).map((file) => file.replace(/\.json$/, ""));

let project: ExampleProject;
let clients: LanguageClient[];
beforeEach(() => {
  project = new ExampleProject();
  project.write("train.ts", TRAIN);
  clients = [];
});
afterEach(async () => {
  for (const client of clients) expect(await client.close()).toBe(0);
  project.remove();
});

async function start(options: Partial<ClientOptions> = {}): Promise<LanguageClient> {
  const client = await LanguageClient.start({ root: project.root, ...options });
  clients.push(client);
  return client;
}

async function openTrain(client: LanguageClient, text = TRAIN): Promise<string> {
  return client.open(project.path("train.ts"), text);
}

/** A hover's sentences, unbroken. */
function prose(value: string | null): string | undefined {
  return value?.replaceAll("\n", " ");
}

describe.each(EDITORS)("a client like %s", (editor) => {
  it("gets a hover in the format that it reads, and null off log statements", async () => {
    project.record("train.ts");
    const client = await start({ editor });
    expect(client.initialized.capabilities).toMatchObject({ hoverProvider: true, positionEncoding: "utf-16" });
    const uri = await openTrain(client);
    const value = await client.hoverOn(uri, TRAIN, '"loss"');
    expect(value).toMatch(
      editor.startsWith("eglot") ? /^loss: 1 run, 1 version, 12 values each\n/ : /^```text\nloss: 1 run, 1 version, 12 values each\n[^`]*\n```$/,
    );
    expect(await client.hoverOn(uri, TRAIN, "Math.random")).toBeNull();
    expect(await client.codeActions(uri, positionOf(TRAIN, '"loss"'))).toEqual([]);
  });
});

describe("hover", () => {
  it("says how to record where there is no history, and makes none", async () => {
    const client = await start();
    const uri = await openTrain(client);
    expect(await client.hoverOn(uri, TRAIN, '"loss"')).toContain("npx hindlog run train.ts");
    expect(existsSync(project.path(".hindlog"))).toBe(false);
  });

  it("shows a run that was recorded after the first hover", async () => {
    const client = await start();
    const uri = await openTrain(client);
    await client.hoverOn(uri, TRAIN, '"loss"');
    project.record("train.ts", { lr: 0.2 });
    expect(await client.hoverOn(uri, TRAIN, '"loss"')).toContain("loss: 1 run");
    project.record("train.ts", { lr: 0.4 });
    const both = await client.hoverOn(uri, TRAIN, '"loss"');
    expect(both).toContain("loss: 2 runs");
    expect(both).toMatch(/ 0\.4 .*\n.* 0\.2 /);
  });

  it("follows the statement through unsaved edits", async () => {
    project.record("train.ts");
    const client = await start();
    const uri = await openTrain(client);
    const moved = `// a new first line\n\n${TRAIN.replaceAll("loss", "meanLoss").replace('"meanLoss"', '"loss"')}`;
    await client.change(uri, moved);
    const value = await client.hoverOn(uri, moved, '"loss"');
    expect(value).toContain("loss: 1 run, 1 version");
    expect(value).not.toContain("logged");
    expect(await client.codeActions(uri, positionOf(moved, '"loss"'))).toEqual([]);
  });

  it("tells two statements of one name apart", async () => {
    const two = 'for (let i = 0; i < 3; i++) {\n  console.log("value", i);\n}\nfor (let j = 10; j < 20; j++) {\n  console.log("value", j);\n}\n';
    project.write("two.ts", two);
    project.record("two.ts");
    const client = await start();
    const uri = await client.open(project.path("two.ts"));
    expect(await client.hoverOn(uri, two, '"value", i')).toMatch(/3 values each\n[^]* 2 +0 +2 /);
    expect(await client.hoverOn(uri, two, '"value", j')).toMatch(/10 values each\n[^]* 19 +10 +19 /);
  });

  it("follows the statement into another file, where no other statement has its name", async () => {
    project.record("train.ts");
    const client = await start();
    const uri = await client.open(project.path("fit.ts"), TRAIN);
    expect(prose(await client.hoverOn(uri, TRAIN, '"loss"'))).toContain("None of the 1 recorded run loaded fit.ts");
    rmSync(project.path("train.ts"));
    expect(await client.hoverOn(uri, TRAIN, '"loss"')).toContain("loss: 1 run, 1 version");
  });

  it("says which expression a run logged where it was another one", async () => {
    project.record("train.ts");
    const client = await start();
    const changed = TRAIN.replace('log("loss", loss)', 'log("loss", Math.log(loss))');
    const uri = await openTrain(client, changed);
    const value = await client.hoverOn(uri, changed, '"loss"');
    expect(value).toMatch(/trend +logged\n.* loss\n/);
    expect(prose(value)).toContain("1 past run lacks values of it");
  });

  it("shows logged text as data", async () => {
    const hostile = 'console.log("text", "\\u001b[2J```\\n# heading\\u202e");\n';
    project.write("hostile.ts", hostile);
    project.record("hostile.ts");
    const client = await start();
    const uri = await client.open(project.path("hostile.ts"));
    const value = (await client.hoverOn(uri, hostile, '"text"'))!;
    // oxlint-disable-next-line no-control-regex
    expect(value).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(value.startsWith("````text\n")).toBe(true);
  });

  it("answers for buffers that are no files, with syntax errors, and that were never saved", async () => {
    project.record("train.ts");
    const client = await start();
    const broken = 'const broken = ;\nif (broken {\n  console.log("loss", broken\n';
    await client.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: "untitled:Untitled-1", languageId: "typescript", version: 1, text: broken },
    });
    expect(await client.hoverOn("untitled:Untitled-1", broken, '"loss"')).toBeNull();
    const uri = await client.open(project.path("new.ts"), broken);
    expect(prose(await client.hoverOn(uri, broken, '"loss"'))).toContain("None of the 1 recorded run loaded new.ts");
    expect(await client.hover(pathToFileURL(project.path("never-opened.ts")).href, { line: 0, character: 0 })).toBeNull();
  });

  it("rebuilds a database that is none, and reads on", async () => {
    project.record("train.ts");
    writeFileSync(project.path(".hindlog/hindlog.db"), "no database");
    const client = await start();
    const uri = await openTrain(client);
    expect(await client.hoverOn(uri, TRAIN, '"loss"')).toContain("loss: 1 run");
  });

  it("says what to do where the package sqlite3 is missing", async () => {
    project.record("train.ts");
    // A resolver that knows no sqlite3, in the server and in the processes that it starts.
    const resolver =
      'export const resolve = (name, context, next) => { if (name === "sqlite3") throw new Error("Cannot find package sqlite3"); return next(name, context); };';
    const block = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(resolver)}`)});`;
    project.write("no-sqlite.mjs", block);
    const client = await start({ env: { NODE_OPTIONS: `--import ${pathToFileURL(project.path("no-sqlite.mjs")).href}` } });
    const uri = await openTrain(client);
    expect(prose(await client.hoverOn(uri, TRAIN, '"loss"'))).toContain("npm install sqlite3");
  });

  it("reads on where the database is deleted meanwhile", async () => {
    project.record("train.ts");
    const client = await start();
    const uri = await openTrain(client);
    expect(await client.hoverOn(uri, TRAIN, '"loss"')).toContain("loss: 1 run");
    for (const file of ["hindlog.db", "hindlog.db-wal", "hindlog.db-shm"]) rmSync(project.path(`.hindlog/${file}`), { force: true });
    project.record("train.ts");
    expect(await client.hoverOn(uri, TRAIN, '"loss"')).toContain("loss: 2 runs");
  });

  it("says what is wrong where the history cannot be read", async () => {
    project.record("train.ts");
    rmSync(project.path(".hindlog/hindlog.db"), { force: true });
    mkdirSync(project.path(".hindlog/hindlog.db"));
    const client = await start();
    const uri = await openTrain(client);
    expect(prose(await client.hoverOn(uri, TRAIN, '"loss"'))).toContain("cannot be written");
  });
});

/** A statement that no past run had. */
const NEWER = TRAIN.replace("  slope -=", '  log("gradNorm", Math.hypot(gradSlope, gradOffset));\n  slope -=');

describe("backfill", () => {
  it("is offered for runs that lack the statement, and fills the hover in", async () => {
    for (const lr of [0.1, 0.3]) project.record("train.ts", { lr });
    const client = await start();
    const uri = await openTrain(client, NEWER);
    const at = positionOf(NEWER, '"gradNorm"');
    expect(prose(await client.hover(uri, at))).toContain('No past run has a value of gradNorm. The code action "Backfill gradNorm into 2 past runs"');
    const [action] = await client.codeActions(uri, at);
    expect(action).toMatchObject({ title: "Backfill gradNorm into 2 past runs", kind: "refactor", command: { command: "hindlog.backfill" } });
    await client.execute(action!);
    await client.waitFor(({ method }) => method === "window/showMessage");
    expect(client.messages()).toEqual([expect.stringMatching(/^hindlog: gradNorm: 24 values of 2 past runs in .*verified/)]);
    const value = await client.hover(uri, at);
    expect(value).toContain("gradNorm: 2 runs, 1 version, 2 backfilled");
    expect(value).toMatch(/ [▁-█]{10} +verified/);
    expect(await client.codeActions(uri, at)).toEqual([]);
    expect(readFileSync(project.path("train.ts"), "utf8")).toBe(TRAIN);
  });

  it("shows progress, and goes on where the client refuses to", async () => {
    project.record("train.ts");
    const refused: string[] = [];
    const refusing = await start({
      onRequest: (method) => {
        refused.push(method);
        throw new Error("refused");
      },
    });
    const uri = await openTrain(refusing, NEWER);
    const at = positionOf(NEWER, '"gradNorm"');
    const [action] = await refusing.codeActions(uri, at);
    await refusing.execute(action!);
    await refusing.waitFor(({ method }) => method === "window/showMessage");
    expect(refused).toEqual(["window/workDoneProgress/create"]);
    expect(await refusing.hover(uri, at)).toContain("1 backfilled");
  });

  it("reports progress from beginning to end under the server's own token", async () => {
    project.record("train.ts");
    const client = await start({ editor: "code-server-1.100.3" });
    const uri = await openTrain(client, NEWER);
    const [action] = await client.codeActions(uri, positionOf(NEWER, '"gradNorm"'));
    await client.execute(action!);
    await client.waitFor(({ method, params }) => method === "$/progress" && (params as { value: { kind: string } }).value.kind === "end");
    const values = client.received
      .filter(({ method }) => method === "$/progress")
      .map(({ params }) => (params as { value: { kind: string; title?: string; cancellable?: boolean } }).value);
    expect(values[0]).toMatchObject({ kind: "begin", title: "Backfilling gradNorm into 1 past run", cancellable: true });
    expect(values.map((value) => value.kind).join(" ")).toMatch(/^begin (report )*end$/);
  });

  it("can be cancelled through progress and through the code action, and keeps the server alive", async () => {
    const slow = NEWER.replace("let [loss,", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);\n  let [loss,");
    project.write("train.ts", slow.replace(/ {2}log\("gradNorm".*\n/, ""));
    project.record("train.ts");
    const client = await start();
    const uri = await openTrain(client, slow);
    const at = positionOf(slow, '"gradNorm"');
    const [action] = await client.codeActions(uri, at);
    await client.execute(action!);
    const [cancel] = await client.codeActions(uri, at);
    expect(cancel?.title).toBe("Cancel the backfill of gradNorm");
    expect(await client.hover(uri, at)).toContain("A backfill of gradNorm is under way");
    await client.execute(cancel!);
    await client.waitFor(({ method }) => method === "window/showMessage");
    expect(client.messages()[0]).toContain("Cancelled");

    await client.execute(action!);
    const { params } = await client.waitFor(
      ({ method, params: value }) =>
        method === "$/progress" &&
        client.received.filter((one) => one.method === "$/progress").at(-1)?.params === value &&
        (value as { value: { kind: string } }).value.kind === "begin",
    );
    await client.connection.sendNotification("window/workDoneProgress/cancel", { token: (params as { token: string }).token });
    await client.waitFor(() => client.messages().length === 2);
    expect(client.messages()[1]).toContain("Cancelled");
  });

  it("runs nothing of the program before the command", async () => {
    const marking = `import { writeFileSync } from "node:fs";\nwriteFileSync("ran", "");\n`;
    project.write("train.ts", marking + TRAIN);
    project.record("train.ts");
    rmSync(project.path("ran"));
    const client = await start();
    const uri = await openTrain(client, marking + NEWER);
    const at = positionOf(marking + NEWER, '"gradNorm"');
    await client.hover(uri, at);
    await client.codeActions(uri, at);
    expect(existsSync(project.path("ran"))).toBe(false);
  });

  it("answers a command that it does not know, or for a statement that is gone, with a message", async () => {
    project.record("train.ts");
    const client = await start();
    const uri = await openTrain(client);
    await client.connection.sendRequest("workspace/executeCommand", { command: "hindlog.backfill", arguments: [{ uri, line: 3, names: ["gone"] }] });
    await client.connection.sendRequest("workspace/executeCommand", { command: "hindlog.unknown" });
    await client.waitFor(() => client.messages().length === 2);
    expect(client.messages()[0]).toContain("gone is no longer in the buffer");
    expect(client.messages()[1]).toContain("expected the command hindlog.backfill");
  });
});

describe("the command line", () => {
  it("says what it is for when it is started by hand", async () => {
    const { spawnSync } = await import("node:child_process");
    const { SERVER } = await import("./language-client.ts");
    const { status, stderr, stdout } = spawnSync(process.execPath, [SERVER], { encoding: "utf8", cwd: join(project.root) });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Expected the argument --stdio, got none");
  });
});
