import lib = require("./lib.ts");
import { counter, bump } from "./live.ts";
import * as live from "./live.ts";
import fs from "fs";
import Alias = lib.Inner;
const out: string[] = []; let local = 0;
for (const x of [1, 2]) { lib.total += Number(x); bump(); out.push(`${lib.total} ${counter} ${live.counter} ${Alias.deep} ${typeof fs.readFileSync}`); local += counter; }
for (const k in live) out.push(k);
export let exported = 0; for (exported of [1, 2]) out.push(String(exported)); export const frozen = 1; export { local as renamed };
for (let i = 0; i < 2; i++) { exported += i; [exported] = [exported + 1]; exported++; ({ exported } = { exported: exported * 2 }); String(i); }
out.push(String(exported), String(require("./main.ts").exported), String(module.exports.renamed), String(this === exports), typeof __dirname);
console.log(out.join("\n"));
