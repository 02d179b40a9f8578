import { expect, test } from "vitest";
import { classMembers } from "../../../runtime/state/class-members.ts";

test("members of a class are its code; what was put there later is not", () => {
  class Local {
    static make(): number {
      return 1;
    }
    static get one(): number {
      return 1;
    }
    static [Symbol.hasInstance](): boolean {
      return true;
    }
    method(): void {}
  }
  const foreign = (): number => 2;
  Object.assign(Local, { foreign });
  const members = classMembers(Local);
  expect(members).toContain(Local.make);
  expect(members).toContain(Local[Symbol.hasInstance]);
  expect(members).toHaveLength(4);
  expect(members).not.toContain(foreign);
  expect(classMembers(foreign)).toEqual([]);
});
