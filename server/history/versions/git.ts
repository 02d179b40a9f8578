/**
 * The only file that runs git.
 *
 * Invariants
 * 1. Nothing of the user's environment or configuration reaches it: no GIT_* variable, no global or system config, no hooks, no
 *    signing, no line-ending or filter conversion in the private repository.
 * 2. The user's repository is only read, with optional locks off.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleGit } from "simple-git";
import { HistoryError } from "../errors.ts";

/** Runs one git command and gives its output as it is. @throws HistoryError `git` with git's own words. */
export type Git = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;

const CONFIG: Readonly<Record<string, string>> = {
  "core.autocrlf": "false",
  "core.safecrlf": "false",
  "core.fsmonitor": "false",
  "core.untrackedCache": "false",
  "core.fileMode": "true",
  "core.excludesFile": "/dev/null",
  "core.hooksPath": "/dev/null",
  "core.logAllRefUpdates": "false",
  "commit.gpgSign": "false",
  "gc.auto": "0",
  "maintenance.auto": "false",
};

/** Git on the private bare repository, which is made where it is missing; `root` is its work tree. */
export async function privateGit(repository: string, root: string): Promise<Git> {
  const base = { GIT_DIR: repository, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_LITERAL_PATHSPECS: "1", ...IDENTITY };
  const outside = runner(root, base);
  if (!existsSync(join(repository, "HEAD"))) {
    mkdirSync(repository, { recursive: true });
    await outside(["init", "--bare", "--quiet", "--template=", "--initial-branch=main"]);
  }
  mkdirSync(join(repository, "info"), { recursive: true });
  writeFileSync(join(repository, "info", "attributes"), "* -text -eol -ident -filter -working-tree-encoding\n");
  return runner(root, { ...base, GIT_WORK_TREE: root }, CONFIG);
}

/** Git on the user's repository that `root` lies in, to read only; null where there is none, or none that git may read. */
export async function userGit(root: string): Promise<Git | null> {
  const git = runner(root, { GIT_OPTIONAL_LOCKS: "0" }, { "core.fsmonitor": "false" });
  try {
    return (await git(["rev-parse", "--is-inside-work-tree"])).trim() === "true" ? git : null;
  } catch {
    return null;
  }
}

/** What `b` has else than `a`, two folders in `folder`, as a patch that `git apply` takes; "" where nothing. */
export async function diffFolders(folder: string): Promise<string> {
  const fixed = { GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CEILING_DIRECTORIES: folder };
  return await runner(folder, fixed)(["diff", "--no-index", "--no-prefix", "--no-color", "--no-ext-diff", "--no-textconv", "--text", "a", "b"]);
}

const IDENTITY: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: "hindlog",
  GIT_AUTHOR_EMAIL: "hindlog@localhost",
  GIT_COMMITTER_NAME: "hindlog",
  GIT_COMMITTER_EMAIL: "hindlog@localhost",
};

function runner(folder: string, fixed: Readonly<Record<string, string>>, config: Readonly<Record<string, string>> = {}): Git {
  const options = Object.entries(config).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  return async (args, env = {}) => {
    const all: Record<string, string> = { ...cleanEnvironment(), ...fixed, ...env, LC_ALL: "C" };
    const allowEnvironment = Object.keys(all);
    const unsafe = {
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeTemplateDir: true,
      allowUnsafeGpgProgram: true,
    };
    try {
      return await simpleGit({ baseDir: folder, allowEnvironment, unsafe, trimmed: false })
        .env(all)
        .raw([...options, ...args]);
    } catch (error) {
      const reason = error instanceof Error ? error.message.trim() : String(error);
      throw new HistoryError(
        "git",
        /ENOENT/.test(reason)
          ? "Expected the program git, which keeps the versions, but it was not found. Install git."
          : `git ${args[0] ?? ""} failed: ${reason}`,
        error,
      );
    }
  };
}

/** What git needs to start and to find the user's ignore rules; nothing that makes it run programs. */
const PASSED = new Set(["PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "TEMP", "TMP", "USER", "LOGNAME", "SYSTEMROOT", "USERPROFILE", "APPDATA", "PATHEXT"]);

function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && PASSED.has(entry[0].toUpperCase()));
  return Object.fromEntries(kept);
}
