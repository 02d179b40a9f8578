/** A language client for tests: spawns the built server and speaks real LSP messages over its standard input and output. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type Hover,
  type InitializeResult,
  type MarkupContent,
  type MessageConnection,
} from "vscode-languageserver-protocol/node";

/** The built server. */
export const SERVER: string = fileURLToPath(new URL("../../../dist/server/lsp/main.js", import.meta.url));

/** `initialize` parameters as a real editor sent them; `editor` names a file of test/server/lsp/clients. */
function clientParameters(editor: string): { capabilities: object; [key: string]: unknown } {
  return JSON.parse(readFileSync(new URL(`clients/${editor}.json`, import.meta.url), "utf8")) as { capabilities: object };
}

/** A notification that the server sent. */
export interface Received {
  readonly method: string;
  readonly params: unknown;
}

export interface ClientOptions {
  /** Folder of the workspace. */
  readonly root: string;
  /** Which editor's capabilities; default neovim-0.7.2. */
  readonly editor?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Answers requests of the server; default null for all. Throwing refuses. */
  readonly onRequest?: (method: string, params: unknown) => unknown;
}

/** One editor session. `close` ends it the way editors do. */
export class LanguageClient {
  readonly received: Received[] = [];
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  initialized!: InitializeResult;
  stderr = "";
  readonly #watchers = new Set<() => void>();
  #version = 1;

  private constructor(options: ClientOptions) {
    if (!existsSync(SERVER)) throw new Error(`Expected the built server at ${SERVER}, found nothing. Run: npm run build`);
    const child = spawn(process.execPath, [SERVER, "--stdio"], { cwd: options.root, env: { ...process.env, ...options.env }, stdio: "pipe" });
    this.process = child;
    child.stderr.on("data", (bytes: Buffer) => (this.stderr += bytes.toString()));
    this.connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    this.connection.onNotification((method, params) => {
      this.received.push({ method, params });
      for (const look of this.#watchers) look();
    });
    this.connection.onUnhandledProgress((params) => {
      this.received.push({ method: "$/progress", params });
      for (const look of this.#watchers) look();
    });
    this.connection.onRequest((method, params) => options.onRequest?.(method, params) ?? null);
    this.connection.listen();
  }

  static async start(options: ClientOptions): Promise<LanguageClient> {
    const client = new LanguageClient(options);
    const uri = pathToFileURL(options.root).href;
    const captured = clientParameters(options.editor ?? "neovim-0.7.2");
    const workspace = captured["rootUri"] === null ? {} : { rootUri: uri, workspaceFolders: [{ uri, name: "workspace" }] };
    const parameters = { ...captured, ...workspace, processId: process.pid };
    client.initialized = await client.connection.sendRequest<InitializeResult>("initialize", parameters);
    await client.connection.sendNotification("initialized", {});
    return client;
  }

  async open(path: string, text = readFileSync(path, "utf8")): Promise<string> {
    const uri = pathToFileURL(path).href;
    await this.connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
    return uri;
  }

  /** Replaces the text of an open buffer, without saving. */
  async change(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: ++this.#version }, contentChanges: [{ text }] });
  }

  /** Text of the hover; null for none. */
  async hover(uri: string, position: { line: number; character: number }): Promise<string | null> {
    const hover = await this.connection.sendRequest<Hover | null>("textDocument/hover", { textDocument: { uri }, position });
    return hover === null ? null : (hover.contents as MarkupContent).value;
  }

  /** Hovers in the middle of the first occurrence of `needle` in `text`. */
  hoverOn(uri: string, text: string, needle: string): Promise<string | null> {
    return this.hover(uri, positionOf(text, needle));
  }

  async codeActions(uri: string, position: { line: number; character: number }): Promise<CodeAction[]> {
    const range = { start: position, end: position };
    return (
      (await this.connection.sendRequest<CodeAction[] | null>("textDocument/codeAction", { textDocument: { uri }, range, context: { diagnostics: [] } })) ?? []
    );
  }

  async execute(action: CodeAction): Promise<unknown> {
    return this.connection.sendRequest("workspace/executeCommand", { command: action.command!.command, arguments: action.command!.arguments });
  }

  /** Waits for a notification that the server sent or sends. */
  waitFor(matches: (received: Received) => boolean): Promise<Received> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.received.find(matches);
        if (found === undefined) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      this.process.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${this.stderr}`)));
      look();
    });
  }

  /** Texts of window/showMessage so far. */
  messages(): string[] {
    return this.received.filter(({ method }) => method === "window/showMessage").map(({ params }) => (params as { message: string }).message);
  }

  /** @returns exit code of the server */
  async close(): Promise<number | null> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    const ended = new Promise<number | null>((resolve) => this.process.once("exit", resolve));
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    const code = await ended;
    this.connection.dispose();
    return code;
  }
}

/** 0-based position in the middle of the first occurrence of `needle`. */
export function positionOf(text: string, needle: string): { line: number; character: number } {
  const start = text.indexOf(needle);
  if (start < 0) throw new Error(`Expected "${needle}" in the text`);
  const before = text.slice(0, start + Math.floor(needle.length / 2)).split("\n");
  return { line: before.length - 1, character: before.at(-1)!.length };
}
