/** The code of a project as it stands now: where the newest log statements are. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { simpleGit } from "simple-git";

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** What git lists of a project: by the user's repository, else by the `.gitignore` files alone. */
export type Listing = "ignored" | "files";

const OPTIONS: Readonly<Record<Listing, readonly string[]>> = {
  ignored: ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"],
  files: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
};

/** Paths relative to the root, with `/`; folders end in `/`. Nothing of node_modules, .git or .hindlog but the folders themselves. */
export async function listProject(root: string, hindlog: string, listing: Listing): Promise<string[]> {
  const repository = join(hindlog, "versions.git");
  const user = { GIT_OPTIONAL_LOCKS: "0" };
  const own = { GIT_DIR: repository, GIT_WORK_TREE: root, GIT_INDEX_FILE: join(repository, "empty.index") };
  const text = await git(root, user, OPTIONS[listing]).catch(async () => (existsSync(repository) ? await git(root, own, OPTIONS[listing]) : ""));
  return [...new Set(text.split("\0"))].filter((name) => name !== "" && !name.startsWith("../"));
}

/** Texts of the project's code files by path; `sources` (unsaved buffers) go before the files. */
export async function readProject(root: string, hindlog: string, sources: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const names = new Set([...(await listProject(root, hindlog, "files")), ...sources.keys()]);
  for (const name of [...names].sort()) {
    if (!isSource(name)) continue;
    const text = sources.get(name) ?? (await readFile(join(root, name), "utf8").catch(() => null));
    if (text !== null) texts.set(name, text);
  }
  return texts;
}

function isSource(path: string): boolean {
  return CODE.test(path) && !/\.d\.[cm]?ts$/.test(path) && !path.split("/").some((part) => part === "node_modules" || part === ".hindlog");
}

/** What git needs to find itself and the user's global ignore file. */
const KEPT = new Set(["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "APPDATA", "TEMP", "TMP", "TMPDIR"]);

async function git(folder: string, fixed: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  const plain = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && KEPT.has(entry[0].toUpperCase()));
  const environment = { ...Object.fromEntries(plain), ...fixed };
  const options = ["-c", "core.fsmonitor=false"];
  return await simpleGit({ baseDir: folder, allowEnvironment: Object.keys(environment), trimmed: false, unsafe: { allowUnsafeFsMonitor: true } })
    .env(environment)
    .raw([...options, ...args]);
}
