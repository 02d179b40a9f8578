/** What changes files and what asks them, by the names of calls. */

/** Text of a module that has `node:fs`. */
export const IMPORTS_FILES: RegExp = /["'](?:node:)?fs(?:\/promises)?["']/;

/** Functions of `node:fs` that change files. */
export const FILE_WRITES: RegExp =
  /^(writeFile|appendFile|unlink|rm|rmdir|rename|copyFile|cp|truncate|symlink|link|mkdir|open|createWriteStream)(Sync)?$|^(write|writev|ftruncate)Sync$/;

/** Functions of `node:fs` that ask files. */
export const FILE_READS: RegExp = /^(readFile|readdir|exists|stat|lstat|access|opendir|open|createReadStream)(Sync)?$/;

/** What changes and what asks files, by the modules that have it; a child process may do either. */
export const FILE_CALLS: readonly { readonly imported: RegExp; readonly writes: RegExp; readonly reads: RegExp }[] = [
  {
    imported: IMPORTS_FILES,
    writes: FILE_WRITES,
    reads: FILE_READS,
  },
  {
    imported: /["'](?:fs-extra|graceful-fs|fs-jetpack|jsonfile|write-file-atomic|write-json-file|load-json-file|lowdb(?:\/node)?|conf|node-persist)["']/,
    writes: /^(write|append|output|ensure|empty|create|copy|move|remove|rename|unlink|rm|mkdir|set|save|update|open)/,
    reads: /^(read|exists|pathExists|inspect|stat|lstat|access|list|find|load|get|has|open)/,
  },
  {
    imported: /["'](?:(?:node:)?child_process|execa|cross-spawn|shelljs|zx)["']/,
    writes: /^(exec|execFile|spawn|fork|execa|execaCommand|\$)(Sync)?$/,
    reads: /^(exec|execFile|spawn|fork|execa|execaCommand|\$)(Sync)?$/,
  },
];
