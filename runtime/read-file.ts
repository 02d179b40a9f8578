/** Whole files, by no other functions than those of Node that were there at the beginning: Node's own way to read one calls what the program may have replaced. */
import { closeSync, openSync, readSync } from "node:fs";

/** Bytes that are read at once. */
const PIECE = 2 ** 16;

/** What is in a file. @param most - bytes of it that are read. @throws the file system's error */
export function readFile(path: string, most: number = PIECE): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(most);
    let length = 0;
    for (let read = -1; read !== 0 && length < most; length += read) read = readSync(file, bytes, length, most - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
