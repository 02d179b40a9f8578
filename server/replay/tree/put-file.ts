/** Writes one file of a scratch tree, in place of what is there. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** @param file - absolute; its folders are made. */
export async function putFile(file: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await writeFile(file, contents);
}
