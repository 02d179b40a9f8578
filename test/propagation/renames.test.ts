import { describe, expect, it } from "vitest";
import { answerRenames } from "./answer-renames.ts";
import { RENAME_KINDS } from "./renames.ts";

describe("a log statement of what was renamed since", () => {
  it.each(RENAME_KINDS)("names it as it was called then: %s", (kind) => {
    const tally = answerRenames(kind, 8);
    expect(tally).toMatchObject({ cases: 8, wrong: [], reasons: [] });
  });
});
