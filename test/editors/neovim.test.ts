import { mkdirSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExampleProject, PACKAGE, TRAIN } from "./example-project.ts";
import { isInstalled, neovim, NeovimScreen } from "./neovim-session.ts";
import { screenToSvg } from "./screen-to-svg.ts";

const hasNeovim = isInstalled("nvim", "--version");
const hasTmux = isInstalled("tmux", "-V");
/** The newest source: a statement that no past run had stands behind the inner loop. */
const NEWER = TRAIN.replace("  slope -=", '  log("gradNorm", Math.hypot(gradSlope, gradOffset));\n  slope -=');

let project: ExampleProject;
beforeEach(() => {
  project = new ExampleProject();
  project.write("train.ts", TRAIN);
});
afterEach(() => project.remove());

describe.skipIf(!hasNeovim)("Neovim", () => {
  it("shows past runs when a log statement is hovered", async () => {
    for (const lr of [0.1, 0.3]) project.record("train.ts", { lr });
    const lines = await neovim<string[]>(project.root, 'nvim.open("train.ts")\nnvim.go_to("\\"loss\\"")\nreturn nvim.hover()');
    expect(lines[0]).toBe("loss: 2 runs, 1 version, 12 values each");
    expect(lines.filter((line) => /^[0-9a-f]{6} +1 +\d\d:\d\d +0\.[13] .* [▁-█]{10}$/.test(line))).toHaveLength(2);
  });

  it("fills in past values of a new statement through the code action, without the file being saved", async () => {
    for (const lr of [0.1, 0.3]) project.record("train.ts", { lr });
    const steps = `
      nvim.open("train.ts")
      vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.fn.json_decode([==[${JSON.stringify(NEWER.trimEnd().split("\n"))}]==]))
      nvim.go_to("\\"gradNorm\\"")
      local before = nvim.hover()
      local titles = nvim.take_action()
      local message = nvim.await_message("gradNorm: ")
      return { before = before, titles = titles, message = message, after = nvim.hover() }`;
    const found = await neovim<{ before: string[]; titles: string[]; message: string; after: string[] }>(project.root, steps);
    expect(found.before.join(" ")).toContain("No past run has a value of gradNorm");
    expect(found.titles).toEqual(["Backfill gradNorm into 2 past runs"]);
    expect(found.message).toMatch(/24 values of 2 past runs/);
    expect(found.after[0]).toBe("gradNorm: 2 runs, 1 version, 2 backfilled, 12 values each");
    expect(found.after.filter((line) => /^[0-9a-f]{6} .* [▁-█]{10} +verified$/.test(line))).toHaveLength(2);
    expect(readFileSync(project.path("train.ts"), "utf8")).toBe(TRAIN);
  });

  it("says how to record where there is no history, and makes none", async () => {
    const steps = 'nvim.open("train.ts")\nnvim.go_to("\\"loss\\"")\nreturn nvim.hover()';
    const lines = await neovim<string[]>(project.root, steps);
    expect(lines.join(" ")).toContain("hindlog run train.ts");
    expect(existsSync(project.path(".hindlog"))).toBe(false);
  });
});

/** Colours of the picture; those that Neovim 0.7 has of its own are hard to read. */
const LOOK = `
vim.opt.termguicolors = true
vim.opt.number = true
vim.opt.laststatus = 0
vim.opt.showmode = false
vim.opt.ruler = false
vim.opt.shortmess:append("FI")
vim.opt.fillchars = { eob = " " }
vim.cmd("syntax enable")
local colors = {
  Normal = { fg = "#c8d0e0", bg = "#1b1e28" }, LineNr = { fg = "#4a5168" }, NormalFloat = { fg = "#dfe5f2", bg = "#2a2f3f" },
  Comment = { fg = "#6b7394" }, String = { fg = "#9ece8a" }, Number = { fg = "#e0af68" }, Float = { fg = "#e0af68" }, Statement = { fg = "#bb9af7" },
  Keyword = { fg = "#bb9af7" }, Type = { fg = "#bb9af7" }, Identifier = { fg = "#bb9af7" }, Function = { fg = "#7aa2f7" }, Special = { fg = "#c8d0e0" }, MatchParen = {},
}
for _, group in ipairs({ "PreProc", "Include" }) do colors[group] = colors.Statement end
for group, color in pairs(colors) do vim.api.nvim_set_hl(0, group, color) end
vim.keymap.set("n", "K", function()
  for _, client in pairs(vim.lsp.buf_get_clients(0)) do
    if client.initialized then vim.lsp.buf.hover() end
  end
end)
`;
const COLORS = { foreground: "#c8d0e0", background: "#1b1e28" };

describe.skipIf(!hasNeovim || !hasTmux)("the picture in the README", () => {
  it("shows recorded and backfilled runs in the hover", async () => {
    for (const lr of [0.05, 0.1, 0.3]) project.record("train.ts", { lr });
    project.write("train.ts", NEWER);
    for (const lr of [0.3, 0.5]) project.record("train.ts", { lr });
    project.hindlog("backfill", "--yes", "gradNorm");
    const screen = new NeovimScreen(project.root, "train.ts", { columns: 86, lines: 34, look: LOOK });
    try {
      await screen.keysUntil(["gg17G10|K"], /▁ +verified/);
      const svg = screenToSvg(screen.screen(), "Neovim: what past runs would have logged", COLORS);
      expect(svg).toContain("gradNorm: 5 runs, 2 versions, 3 backfilled");
      save(svg);
    } finally {
      screen.close();
    }
  });
});

/** The picture of the README is renewed where asked for; it holds times and run names, which change. */
function save(svg: string): void {
  const folder = process.env["HINDLOG_UPDATE_PICTURES"] === undefined ? mkdtempSync(join(tmpdir(), "hindlog-picture-")) : join(PACKAGE, "docs/images");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "neovim-hover.svg"), svg);
}
