/** What the command does on a terminal; `script` (util-linux) provides one. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeProject, REPOSITORY, type Project } from "../../programs/support/project.ts";
import { json, record, type Row } from "../../programs/support/rows.ts";

const CLI = join(REPOSITORY, "dist/server/cli/main.js");
const program = (statement: string): string => `import { log } from "hindlog";
let level = 0;
for (let round = 0; round < 3; round++) {
  ${statement}
  level += Math.random();
  log("level", level);
}
`;

interface Screen {
  readonly text: string;
  readonly status: number | null;
}

/** Runs `hindlog` on a terminal. When `prompt` appears, `keys` are typed. */
function onTerminal(project: Project, args: readonly string[], { prompt, keys }: { readonly prompt: string; readonly keys: string }): Promise<Screen> {
  const line = [process.execPath, CLI, ...args].map((part) => `'${part}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
    cwd: project.root,
    env: { ...process.env, VITEST: undefined, TERM: "xterm" },
  });
  let [text, typed] = ["", false];
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    if (typed || !text.includes(prompt)) return;
    typed = true;
    child.stdin.write(keys);
  });
  return new Promise((settle, fail) => {
    child.once("error", fail);
    child.once("close", (status) => settle({ text, status }));
  });
}

async function recorded(): Promise<Project> {
  const project = makeProject({ "src/main.ts": program("") });
  await record(project, ["src/main.ts"]);
  project.write({ "src/main.ts": program('log("start", level);') });
  return project;
}

async function known(project: Project): Promise<Row[]> {
  return json(await project.hindlog(["sql", "SELECT value FROM records WHERE name = 'start'", "--format", "json"]));
}

describe.skipIf(spawnSync("script", ["--version"]).status !== 0)("backfill on a terminal", () => {
  test("shows its plan and asks; no means that nothing is replayed", async () => {
    const project = await recorded();
    const screen = await onTerminal(project, ["backfill", "start"], { prompt: "Start? [Y/n]", keys: "n\r" });
    expect(screen.text).toMatch(/Plan for start: 1 run/);
    expect(screen.status).toBe(0);
    expect(await known(project)).toEqual([]);
  });

  test("return alone means yes", async () => {
    const project = await recorded();
    const screen = await onTerminal(project, ["backfill", "start"], { prompt: "Start? [Y/n]", keys: "\r" });
    expect(screen.status).toBe(0);
    expect(await known(project)).toHaveLength(3);
  });

  test("Ctrl-C at the question ends it cleanly", async () => {
    const project = await recorded();
    const screen = await onTerminal(project, ["backfill", "start"], { prompt: "Start? [Y/n]", keys: "\u0003" });
    expect(screen.status).toBe(130);
    expect(screen.text).not.toMatch(/^\s+at /m);
    expect(await known(project)).toEqual([]);
  });

  test("--yes does not ask", async () => {
    const project = await recorded();
    const screen = await onTerminal(project, ["backfill", "start", "--yes"], { prompt: "\0", keys: "" });
    expect(screen.text).not.toContain("Start?");
    expect(screen.status).toBe(0);
    expect(await known(project)).toHaveLength(3);
  });
});
