// Starts hindlog-language-server for TypeScript and JavaScript files.
"use strict";
const { existsSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { workspace, window } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
let client;

exports.activate = async () => {
  const [command, ...args] = serverCommand();
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const documentSelector = LANGUAGES.map((language) => ({ scheme: "file", language }));
  client = new LanguageClient("hindlog", "hindlog", { command, args, options: cwd === undefined ? {} : { cwd } }, { documentSelector });
  try {
    await client.start();
  } catch (error) {
    window.showErrorMessage(
      `hindlog: expected to start "${command}", got ${error.message}. Run "npm install --save-dev hindlog" in the workspace, or set hindlog.server.command.`,
    );
  }
};

exports.deactivate = () => client?.stop();

function serverCommand() {
  const configured = workspace.getConfiguration("hindlog").get("server.command");
  if (configured.length > 0) return configured;
  for (const folder of workspace.workspaceFolders ?? []) {
    const main = installedServer(folder.uri.fsPath);
    if (main !== undefined) return ["node", main, "--stdio"];
  }
  return ["hindlog-language-server", "--stdio"];
}

/** The server of the nearest node_modules at or above a folder. */
function installedServer(folder) {
  const main = join(folder, "node_modules/hindlog/dist/server/lsp/main.js");
  if (existsSync(main)) return main;
  const above = dirname(folder);
  return above === folder ? undefined : installedServer(above);
}
