/** `npm run state`: runs every whole program of test/programs/whole/ in every way and writes docs/state.md. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const env = { ...process.env, HINDLOG_STATE_PAGE: fileURLToPath(new URL("state.md", import.meta.url)) };
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "test/programs/whole.test.ts"], { cwd: root, env, stdio: "inherit" });
process.exitCode = status ?? 1;
