/** Whether the user asked Node for source maps: the register door turns them on in any case, for its own output. Node's loader thread is told. */
let asked = false;

/** Where source maps lead when the program is started without hindlog. */
export function askForSourceMaps(): void {
  asked = true;
}

/** True under `--enable-source-maps`: then a stack without hindlog goes through the maps that JavaScript files bring along. */
export function areSourceMapsAsked(): boolean {
  return asked;
}

/** What the command line and NODE_OPTIONS say. */
export function isFlagGiven(): boolean {
  return [...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(/\s+/)].includes("--enable-source-maps");
}
