#!/usr/bin/env node
/** `hindlog-language-server --stdio`: speaks the Language Server Protocol on standard input and output. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";

if (process.argv.includes("--stdio")) {
  serve(createConnection(ProposedFeatures.all));
} else {
  process.stderr.write(
    `Expected the argument --stdio, got ${process.argv.slice(2).join(" ") || "none"}. ` +
      "hindlog-language-server is started by an editor, which talks to it over standard input and output; how to set yours up: editors/README.md of the package hindlog.\n",
  );
  process.exitCode = 2;
}
