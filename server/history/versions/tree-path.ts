/** Places of modules in a version's tree. */
/**
 * Where a module's text stands in a version's tree. Sources outside the root (`../lib/a.ts`, linked packages) stand below
 * `.outside/<number of "..">/`, absolute ones (another drive) below `.outside/absolute/`.
 */
export function treePath(modulePath: string): string {
  const parts = modulePath
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "." && part !== "");
  if (/^([a-zA-Z]:)?\//.test(modulePath.replaceAll("\\", "/"))) return `.outside/absolute/${parts.join("/").replaceAll(":", "")}`;
  const up = parts.findIndex((part) => part !== "..");
  if (up <= 0) return parts.join("/");
  return `.outside/${up}/${parts.slice(up).join("/")}`;
}

/** The inverse of {@link treePath}: the module path, relative to the root. */
export function modulePath(path: string): string {
  const match = /^\.outside\/(\d+|absolute)\/(.*)$/.exec(path);
  if (match === null) return path;
  return match[1] === "absolute" ? `/${match[2]}` : "../".repeat(Number(match[1])) + match[2];
}
