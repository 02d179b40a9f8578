/** When checkpoints are taken. */
import { expect, test } from "vitest";
import { CheckpointPolicy } from "../../../runtime/boundary/policy.ts";

const outermost = { beganMs: 0, isOutermost: true };
const inner = { beganMs: 0, isOutermost: false };

test("a state of large buffers is not cheap because the walk at its loop's entry was", () => {
  const policy = new CheckpointPolicy(undefined);
  policy.walked(1, 200_000_000);
  expect(policy.affordsEntryState(1, 200_000_000, 1000)).toBe(false);
  expect(policy.affordsEntryState(1, 0, 1000)).toBe(true);
  expect(policy.savesStart(500, 0, outermost, 5000)).toBe(false);
});

test("the first checkpoint of a loop that is in no other comes at the latest when it costs a sixteenth of a run of ten seconds or more", () => {
  const policy = new CheckpointPolicy(undefined);
  policy.walked(1, 200_000_000);
  expect(policy.asksAgain(500, 0, outermost, 9000)).toBeLessThanOrEqual(556);
  expect(policy.savesStart(560, 0, outermost, 9900)).toBe(false);
  expect(policy.savesStart(560, 0, inner, 10_100)).toBe(false);
  expect(policy.savesStart(560, 0, outermost, 10_100)).toBe(true);
  policy.saved(500);
  expect(policy.savesStart(1000, 1, outermost, 20_000)).toBe(false);
  // Others of that kind have their first one when all of it is earned.
  expect(policy.savesStart(1000, 0, outermost, 15_000)).toBe(false);
  expect(policy.savesStart(1000, 0, outermost, 18_000)).toBe(true);
});
