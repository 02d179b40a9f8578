/** Runs a real Neovim: headless with steps in Lua, or on a terminal of tmux whose screen can be read. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PACKAGE } from "./example-project.ts";

/** Whether a program is there to be run. */
export function isInstalled(command: string, versionFlag: string): boolean {
  return spawnSync(command, [versionFlag], { stdio: "ignore" }).status === 0;
}

const PLUGIN = `vim.opt.runtimepath:append([[${join(PACKAGE, "editors/neovim")}]])\nrequire("hindlog").setup({})\n`;

/**
 * Runs steps in a headless Neovim with the plugin and nothing else.
 *
 * @param cwd - folder it is started in
 * @param steps - body of a Lua function of the module test/editors/neovim/session.lua, called `nvim`
 * @returns what the body returned
 */
export async function neovim<T>(cwd: string, steps: string): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "hindlog-nvim-"));
  try {
    const [init, answer] = [join(scratch, "init.lua"), join(scratch, "answer.json")];
    const session = join(PACKAGE, "test/editors/neovim/session.lua");
    writeFileSync(init, PLUGIN);
    writeFileSync(join(scratch, "steps.lua"), `dofile([[${session}]]).run([[${answer}]], function(nvim)\n${steps}\nend)\n`);
    const printed = await finished(
      spawn("nvim", ["--headless", "--clean", "-u", init, "-i", "NONE", "-n", "-c", `luafile ${join(scratch, "steps.lua")}`], { cwd, stdio: "pipe" }),
    );
    const { answer: result, failure } = JSON.parse(readFileSync(answer, "utf8")) as { answer: T; failure?: string };
    if (failure !== undefined) throw new Error(`Neovim: ${failure}\n${printed}`);
    return result;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function finished(child: ReturnType<typeof spawn>): Promise<string> {
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes: Buffer) => (printed += bytes.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  return printed;
}

/** A Neovim on a terminal of its own. */
export class NeovimScreen {
  readonly #server = `hindlog-${process.pid}`;
  readonly #scratch = mkdtempSync(join(tmpdir(), "hindlog-tmux-"));

  /** @param look - Lua that sets colours and options */
  constructor(cwd: string, file: string, options: { columns: number; lines: number; look: string }) {
    const init = join(this.#scratch, "init.lua");
    writeFileSync(init, `${options.look}\n${PLUGIN}`);
    const size = ["-x", String(options.columns), "-y", String(options.lines)];
    writeFileSync(join(this.#scratch, "tmux.conf"), 'set -g default-terminal "tmux-256color"\nset -g status off\nset -s escape-time 0\n');
    this.#tmux(["-f", join(this.#scratch, "tmux.conf"), "new-session", "-d", ...size, "-c", cwd, `nvim --clean -u ${init} -i NONE -n ${file}`]);
  }

  keys(...keys: string[]): void {
    this.#tmux(["send-keys", ...keys]);
  }

  /** The screen's lines with their colours. */
  screen(): string {
    return this.#tmux(["capture-pane", "-e", "-p"]);
  }

  /** The screen's lines. */
  text(): string {
    return this.#tmux(["capture-pane", "-p"]);
  }

  /** Presses keys again and again until the screen shows something: a server may not be ready for the first ones. */
  async keysUntil(keys: readonly string[], shown: RegExp): Promise<void> {
    for (let tries = 0; tries < 12; tries++) {
      this.keys(...keys);
      for (let looks = 0; looks < 50; looks++) {
        await sleep(100);
        if (shown.test(this.text())) return;
      }
    }
    throw new Error(`Expected ${String(shown)} on the screen:\n${this.text()}`);
  }

  close(): void {
    spawnSync("tmux", ["-L", this.#server, "kill-server"], { stdio: "ignore" });
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  #tmux(args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#server, ...args], { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8", TERM: "xterm-256color" } });
  }
}
