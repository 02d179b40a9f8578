/** A scratch project with a small training program, for tests that drive editors. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package under test: the repository's root folder. */
export const PACKAGE: string = fileURLToPath(new URL("../..", import.meta.url));

/** A gradient descent whose newest version differs from the recorded one in names and layout. */
export const TRAIN = `import { arg, log } from "hindlog";

const lr = arg("lr", 0.1);
const epochs = arg("epochs", 12);
const xs = Array.from({ length: 64 }, () => Math.random() * 2 - 1);
const ys = xs.map((x) => 3 * x + 0.5 + (Math.random() - 0.5) / 5);

let [slope, offset] = [0, 0];
for (let epoch = 0; epoch < epochs; epoch++) {
  let [loss, gradSlope, gradOffset] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    const error = slope * xs[i]! + offset - ys[i]!;
    loss += (error * error) / xs.length;
    gradSlope += (2 * error * xs[i]!) / xs.length;
    gradOffset += (2 * error) / xs.length;
  }
  slope -= lr * gradSlope;
  offset -= lr * gradOffset;
  log("loss", loss);
}
`;

/** A project folder with its own history. */
export class ExampleProject {
  readonly root: string;

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-editor-")));
    this.write("package.json", JSON.stringify({ name: "example", version: "1.0.0", type: "module" }));
    mkdirSync(join(this.root, "node_modules/.bin"), { recursive: true });
    symlinkSync(PACKAGE, join(this.root, "node_modules/hindlog"));
    symlinkSync("../hindlog/dist/server/lsp/main.js", join(this.root, "node_modules/.bin/hindlog-language-server"));
  }

  path(name: string): string {
    return join(this.root, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  /** Records one run of a file. */
  record(name: string, args: Readonly<Record<string, number>> = {}): void {
    const given = Object.fromEntries(Object.entries(args).map(([arg, value]) => [arg, String(value)]));
    const env = { ...process.env, HINDLOG: "on", HINDLOG_SEED: "7", HINDLOG_ARGS: JSON.stringify(given) };
    execFileSync(process.execPath, ["--import", "hindlog/register", name], { cwd: this.root, env, stdio: "ignore" });
  }

  /** Runs the command line of hindlog in the project. @returns what it printed */
  hindlog(...args: string[]): string {
    return execFileSync(process.execPath, [join(PACKAGE, "dist/server/cli/main.js"), ...args], {
      cwd: this.root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  hasHistory(): boolean {
    return existsSync(this.path(".hindlog"));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}
