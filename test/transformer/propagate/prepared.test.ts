/** Many versions at once: what they share is read once, and the answers are those that each of them gets alone. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { expect, it } from "vitest";
import { preparePropagation, propagate, type NewestStatement } from "../../../transformer/propagate/index.ts";

const folder = join(import.meta.dirname, "../../../transformer/propagate");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));

/** A file with a log statement behind one of its lines, where one may stand. */
function logged({ path, text }: { path: string; text: string }, which: number): NewestStatement | undefined {
  const lines = [...text.matchAll(/\n( +)(?:const .*;|return .*;|\w+\.push\(.*\);)(?=\n)/g)];
  const line = lines[which % Math.max(1, lines.length)];
  if (!line) return undefined;
  const at = line.index + 1;
  const statement = 'console.log("here", String(compiler).length);';
  const newest = `${text.slice(0, at)}${line[1]}${statement}\n${text.slice(at)}`;
  return { path, text: newest, start: at + line[1]!.length, end: at + line[1]!.length + statement.length };
}

const change = fc.record({ line: fc.nat(400), remove: fc.nat(3), put: fc.constantFrom("", "  next();", "}", "  if (ready) {\n  }", "const a = `${b}`;") });

it("gives the answers of one version at a time", () => {
  const versions = fc.array(fc.array(change, { maxLength: 3 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(fc.nat(files.length - 1), fc.nat(), versions, (file, which, histories) => {
      const picked = logged(files[file]!, which);
      if (!picked) return;
      const other = logged(files[file]!, which + 7)!;
      const prepared = preparePropagation(ts, { newest: [picked] });
      let text = files[file]!.text;
      for (const changes of histories) {
        const lines = text.split("\n");
        for (const one of changes) lines.splice(one.line % lines.length, one.remove, one.put);
        text = lines.join("\n");
        const older = { path: picked.path, text };
        const olderTree = new Map([
          [picked.path, text],
          ["other.ts", other.text],
        ]);
        const alone = propagate(ts, { newest: [picked], older, olderTree });
        expect(prepared.into({ older, olderTree })).toEqual(alone);
        expect(prepared.only([0]).into({ older, olderTree })).toEqual(alone);
        expect(prepared.into({ older, olderTree })).toEqual(alone);
      }
    }),
    { seed: 6, numRuns: 30 },
  );
});
