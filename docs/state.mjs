/** `npm run state`: runs every whole program of test/programs/whole/ in every way and writes docs/state.json and docs/state.md.
 * `npm run state -- -t "kmeans|sudoku"` does these again and keeps the rest. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const env = { ...process.env, HINDLOG_KEEP_STATE: "yes" };
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "test/programs/whole.test.ts", ...process.argv.slice(2)], { cwd: root, env, stdio: "inherit" });
process.exitCode = status ?? 1;
