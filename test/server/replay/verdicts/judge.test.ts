import { describe, expect, it } from "vitest";
import type { CheckpointMeta } from "../../../../runtime/format/checkpoint.ts";
import type { HashRow, JumpRow } from "../../../../runtime/format/journal-rows.ts";
import type { JournalEvent, RecordEvent } from "../../../../server/replay/journal-events.ts";
import { judge, type Judged, type ReplayEnd } from "../../../../server/replay/verdicts/judge.ts";
import type { LostOrder, RecordOrder } from "../../../../server/replay/order/lost-order.ts";
import { DESCRIPTOR, JournalMaker } from "../journal-maker.ts";
import { EPOCH, exit, start, stepOf } from "../sample-run.ts";

const epoch = (iteration: number): string => `${EPOCH}@${iteration}`;
const step = (outer: number, inner: number): string => `${stepOf(outer)}@${inner}`;
const jump = (key: string, from: number, to: number | "exit", more: Partial<JumpRow> = {}): JumpRow => ({
  type: "jump",
  key,
  from,
  to,
  cut: false,
  verified: true,
  ...more,
});
const hash = (key: string, at: number | "exit", equal = true, difference?: string): HashRow => ({
  type: "hash",
  key,
  at,
  equal,
  ...(difference === undefined ? {} : { difference }),
});

/** A past run of five epochs with `loss` at each one's end, `done` behind them. */
function past(): JournalMaker {
  const maker = new JournalMaker();
  for (let at = 0; at < 5; at++) maker.log(epoch(at), 0, at / 10);
  return maker.log("", 1, "end");
}

function judged(
  replayed: JournalEvent[],
  more: { past?: JournalMaker; checkpoints?: CheckpointMeta[]; end?: Partial<ReplayEnd>; ended?: boolean; lostOrder?: Partial<LostOrder> } = {},
): Judged {
  const records = (more.past ?? past()).events().filter((event): event is RecordEvent => event.type === "record");
  const checkpoints = more.checkpoints ?? [0, 1, 2, 3, 4].map((at) => start(EPOCH, at, at)).concat(exit(EPOCH, 5, 5));
  const ended = more.ended ?? true;
  return judge({
    run: { records, loops: [], checkpoints, ended, exitCode: ended ? 0 : null },
    replayed,
    end: { stopped: true, code: 0, ...more.end },
    loopName: (_module, loop) => DESCRIPTOR.loops.find((site) => site.id === loop)?.name,
    lostOrder: { of: () => "kept", mayDiffer: () => false, mayEnd: () => false, mayAskInputs: () => false, ...more.lostOrder },
  });
}

const verdicts = (result: Judged): string[] => result.cells.map((cell) => cell.verdict);
const reasons = (result: Judged): (string | undefined)[] => result.cells.map((cell) => cell.reason);

describe("judge", () => {
  it("verifies a whole program that came out the same", () => {
    const replay = new JournalMaker();
    for (let at = 0; at < 5; at++) replay.log(epoch(at), -1, at).log(epoch(at), 0, at / 10);
    expect(verdicts(judged(replay.log("", 1, "end").events(), { end: { stopped: false } }))).toEqual(Array(5).fill("verified"));
  });

  it("does not compare, where the order is lost, the place of records that may come elsewhere, nor records that may be others", () => {
    /** Five epochs with lines of a heartbeat, each before the epoch that it stands with. */
    const beating = (statements: readonly number[], beats: Readonly<Record<number, string>>): JournalMaker => {
      const maker = new JournalMaker();
      for (let at = 0; at < 5; at++) {
        if (beats[at] !== undefined) maker.log("", 1, beats[at]);
        for (const statement of statements) maker.log(epoch(at), statement, at / 10);
      }
      return maker;
    };
    const verdictsOf = (order: RecordOrder, beats: Readonly<Record<number, string>>): string => {
      const replayed: JournalEvent[] = [{ type: "order-lost" }, ...beating([-1, 0], beats).events()];
      const lostOrder: Partial<LostOrder> = { of: ({ statement }) => (statement === 1 ? order : "kept") };
      const result = judged(replayed, { past: beating([0], { 1: "a", 3: "b" }), end: { stopped: false }, checkpoints: [], lostOrder });
      return [...new Set(verdicts(result))].join();
    };
    expect(verdictsOf("kept", { 2: "a", 3: "b" })).toBe("diverged");
    expect(verdictsOf("moved", { 2: "a", 3: "b" })).toBe("verified");
    expect(verdictsOf("moved", { 2: "a", 3: "c" })).toBe("diverged");
    expect(verdictsOf("moved", { 2: "a" })).toBe("diverged");
    expect(verdictsOf("unknown", { 2: "x" })).toBe("verified");
  });

  it("gives no values behind the last thing that a run is known to have done which something beside its main activity may have ended", () => {
    const until = (statements: readonly number[], count: number): JournalMaker => {
      const maker = new JournalMaker();
      for (let at = 0; at < count; at++) for (const statement of statements) maker.log(epoch(at), statement, at / 10);
      return maker;
    };
    const result = (count: number, lostOrder: Partial<LostOrder>): Judged =>
      judged([{ type: "order-lost" }, ...until([-1, 0, 1], count).events()], {
        past: until([0, 1], 3).log("", 1, "later"),
        checkpoints: [],
        end: { stopped: false },
        lostOrder: { of: ({ statement }) => (statement === 1 ? "unknown" : "kept"), ...lostOrder },
      });
    const mayEnd = (): boolean => true;
    expect(verdicts(result(5, { mayEnd }))).toEqual(Array(3).fill("verified"));
    expect(result(5, { mayEnd }).beyondEnd).toBe(2);
    expect(verdicts(result(2, { mayEnd }))).toEqual(Array(2).fill("verified"));
    expect(verdicts(result(2, {}))).toEqual(Array(2).fill("diverged"));
  });

  it("takes no state for another in which only that differs which may, where the order is lost", () => {
    const replay = new JournalMaker();
    for (let at = 0; at < 5; at++) replay.log(epoch(at), -1, at).log(epoch(at), 0, at / 10);
    const [first, ...rest] = replay.log("", 1, "end").events();
    const differs: HashRow = { ...hash(EPOCH, 0, false, "beats"), paths: ["a.ts:beats"] };
    const ended = { type: "inputs-ended", reason: "more", isOrderLost: true } as const;
    const result = (lostOrder: Partial<LostOrder>): Judged =>
      judged([{ type: "order-lost" }, differs, first!, ended, ...rest], { end: { stopped: false }, lostOrder });
    expect(new Set(verdicts(result({ mayDiffer: (path) => path === "a.ts:beats", mayAskInputs: () => true })))).toEqual(new Set(["verified"]));
    expect(new Set(verdicts(result({ mayAskInputs: () => true })))).toEqual(new Set(["diverged"]));
    expect(result({ mayDiffer: () => true }).fatal).toBe("more");
  });

  it("names the first record that differs, and spoils its window and what follows until a boundary agrees", () => {
    const replay = new JournalMaker();
    for (let at = 0; at < 4; at++)
      replay
        .row(hash(EPOCH, at))
        .log(epoch(at), -1, at)
        .log(epoch(at), 0, at === 1 ? 99 : at / 10);
    const result = judged(replay.events());
    expect(verdicts(result)).toEqual(["verified", "diverged", "verified", "verified"]);
    expect(reasons(result)[1]).toBe('record "loss" in epoch 1 was 0.1 in the past run, the replay gave 99');
  });

  it("keeps all that follows a difference diverged where no boundary agrees", () => {
    const replay = new JournalMaker().log(epoch(0), -1, 0).log(epoch(0), 0, 7).log(epoch(1), -1, 1).log(epoch(1), 0, 0.1);
    expect(verdicts(judged(replay.events(), { checkpoints: [] }))).toEqual(["diverged", "diverged"]);
  });

  it("takes an unequal state hash as a difference", () => {
    const replay = new JournalMaker()
      .row(hash(EPOCH, 1))
      .log(epoch(1), -1, 1)
      .log(epoch(1), 0, 0.1)
      .row(hash(EPOCH, 2, false, "weights"))
      .log(epoch(2), -1, 2);
    const result = judged(new JournalMaker().log(epoch(0), 0, 0).events().concat(replay.events()));
    expect(verdicts(result)).toEqual(["diverged", "diverged"]);
    expect(reasons(result)[0]).toBe("the state at the start of epoch 2 differs: weights");
  });

  it("verifies what was cut only where a whole segment behind a restore was replayed to an equal hash", () => {
    const cut = (from: number, to: number): JumpRow => jump(EPOCH, from, to, { cut: true });
    const replay = new JournalMaker().row(hash(EPOCH, 0)).log(epoch(0), -1, 0).row(cut(0, 1)).log(epoch(1), -1, 1).row(cut(1, 2)).log(epoch(2), -1, 2);
    expect(verdicts(judged(replay.events()))).toEqual(["verified", "unverifiable", "unverifiable"]);
    expect(reasons(judged(replay.events()))[1]).toContain("restore not exercised: no whole segment behind the start of epoch 1");
    replay.row({ type: "iteration", key: EPOCH, iteration: 2 }).log(epoch(2), 0, 0.2).row(hash(EPOCH, 3)).log(epoch(3), -1, 3);
    const result = judged(replay.events());
    expect(verdicts(result)).toEqual(Array(4).fill("verified"));
    expect(result.executed).toEqual({ [EPOCH]: [2] });
  });

  it("asks for a whole iteration behind the restore, not just for an equal hash", () => {
    const checkpoints = [start(EPOCH, 1, 1), start(EPOCH, 2, 2), exit(stepOf(0), 3, -0.5), exit(stepOf(1), 3, 0.5)];
    const replay = new JournalMaker()
      .row(jump(stepOf(0), 0, "exit"))
      .log(epoch(0), -1, 0)
      .log(epoch(0), 0, 0)
      .row(hash(EPOCH, 1));
    expect(verdicts(judged(replay.events(), { checkpoints }))).toEqual(["unverifiable"]);
    replay
      .row(hash(stepOf(1), "exit"))
      .log(epoch(1), -1, 1)
      .log(epoch(1), 0, 0.1)
      .row(hash(EPOCH, 2));
    expect(verdicts(judged(replay.events(), { checkpoints }))).toEqual(["verified", "verified"]);
  });

  it("goes by the time of a checkpoint: what a generator records lies in the iteration in which it began", () => {
    const made = new JournalMaker().log(step(0, 0), 0, 0).log(step(0, 1), 0, 0.1).log(step(0, 2), 0, 0.2).log("", 1, "end");
    const checkpoints = [start(EPOCH, 0, 0.5), start(EPOCH, 1, 1.5), start(EPOCH, 2, 2.5)];
    const replay = new JournalMaker()
      .log(step(0, 0), 0, 0)
      .row(jump(EPOCH, 0, 1))
      .log(epoch(1), -1, 1)
      .log(step(0, 2), 0, 0.2)
      .row(hash(EPOCH, 2))
      .log(epoch(2), -1, 2)
      .log("", 1, "end");
    expect(verdicts(judged(replay.events(), { past: made, checkpoints, end: { stopped: false } }))).toEqual(["verified", "verified"]);
  });

  it("verifies the end of a program behind a restored iteration by its records", () => {
    const replay = new JournalMaker()
      .row(jump(EPOCH, 0, 3))
      .log(epoch(3), -1, 3)
      .log(epoch(3), 0, 0.3)
      .log(epoch(4), -1, 4)
      .log(epoch(4), 0, 0.4)
      .log("", 1, "end");
    expect(verdicts(judged(replay.events(), { end: { stopped: false } }))).toEqual(["verified", "verified"]);
  });

  it("says what could not be restored", () => {
    const checkpoints = [start(EPOCH, 2, 2, { opaque: [{ path: "model.cache", reason: "WeakMap" }] }), start(EPOCH, 3, 3)];
    const replay = new JournalMaker()
      .row(jump(EPOCH, 0, 2))
      .log(epoch(2), -1, 2)
      .log(epoch(2), 0, 0.2)
      .row(hash(EPOCH, 3));
    expect(reasons(judged(replay.events(), { checkpoints }))).toEqual(["model.cache could not be restored at the start of epoch 2: WeakMap"]);
    const unchecked = new JournalMaker().row(jump(EPOCH, 0, 3, { verified: false })).log(epoch(3), -1, 3);
    expect(reasons(judged(unchecked.events()))).toEqual(["what was restored at the start of epoch 3 could not be compared"]);
  });

  it("uses nothing behind a fatal jump", () => {
    const failed = { type: "jump-failed", key: EPOCH, from: 1, to: 2, reason: "the set-up differs", fatal: true } as const;
    const replay = new JournalMaker().log(epoch(0), -1, 0).log(epoch(0), 0, 0).row(failed).log(epoch(1), -1, 1);
    const result = judged(replay.events());
    expect(verdicts(result)).toEqual(["verified"]);
    expect(result.fatal).toBe("the replay could not restore the start of epoch 2: the set-up differs");
  });

  it("notices records that did not come", () => {
    const replay = new JournalMaker().row(hash(EPOCH, 0)).log(epoch(0), -1, 0).row(hash(EPOCH, 1)).log(epoch(1), -1, 1);
    expect(reasons(judged(replay.events()))[0]).toBe('record "loss" in epoch 0 did not come before the start of epoch 1');
    const ended = new JournalMaker().log(epoch(0), -1, 0);
    expect(reasons(judged(ended.events(), { end: { stopped: false, code: 1, error: "TypeError: x" } }))).toEqual([
      'record "loss" in epoch 0 did not come: the replay ended before it (TypeError: x)',
    ]);
  });

  it("leaves out what a killed run is not known to have done", () => {
    const killed = new JournalMaker().log(epoch(0), 0, 0).log(epoch(1), 0, 0.1);
    const replay = new JournalMaker();
    for (let at = 0; at < 4; at++) replay.log(epoch(at), -1, at).log(epoch(at), 0, at / 10);
    const result = judged(replay.events(), { past: killed, checkpoints: [], ended: false });
    expect(verdicts(result)).toEqual(["verified", "verified"]);
    expect(result.beyondEnd).toBe(2);
  });

  it("takes the end of what a killed run kept for its end, and not for one before it", () => {
    const killed = new JournalMaker().log(epoch(0), 0, 0).log(epoch(1), 0, 0.1);
    const ended = { type: "inputs-ended", reason: "more clock readings" } as const;
    const early = new JournalMaker().log(epoch(0), -1, 0).log(epoch(0), 0, 0);
    expect(judged(early.row(ended).events(), { past: killed, checkpoints: [], ended: false }).fatal).toBe("more clock readings");
    const whole = new JournalMaker().log(epoch(0), -1, 0).log(epoch(0), 0, 0).log(epoch(1), -1, 1).log(epoch(1), 0, 0.1).row(ended);
    const result = judged(whole.events(), { past: killed, checkpoints: [], ended: false });
    expect(result.fatal).toBe(null);
    expect(verdicts(result)).toEqual(["verified", "verified"]);
    expect(judged(whole.events(), { past: killed, checkpoints: [] }).fatal).toBe("more clock readings");
  });

  it("knows by places, not by values, how far a killed run came", () => {
    const killed = new JournalMaker().log("", 1, "pid 1").log(epoch(0), 0, 0).log(epoch(1), 0, 0.1);
    const replay = new JournalMaker().log("", 1, "pid 2");
    for (let at = 0; at < 3; at++) replay.log(epoch(at), -1, at).log(epoch(at), 0, at / 10);
    const result = judged(replay.events(), { past: killed, checkpoints: [], ended: false });
    expect(verdicts(result)).toEqual(["diverged", "diverged"]);
    expect(result.beyondEnd).toBe(1);
  });

  it("ignores context levels that only the insertion brought", () => {
    const before = new JournalMaker().log("", 1, "a").log("", 1, "b");
    const replay = new JournalMaker().log(epoch(0), -1, 0).log(epoch(0), 1, "a").log(epoch(1), -1, 1).log(epoch(1), 1, "b");
    expect(verdicts(judged(replay.events(), { past: before, checkpoints: [], end: { stopped: false } }))).toEqual(["verified", "verified"]);
    const other = new JournalMaker().log(epoch(0), -1, 0).log(epoch(0), 0, 0).log(step(1, 0), 0, 0.1).log(epoch(2), -1, 0);
    expect(verdicts(judged(other.events(), { checkpoints: [] }))).toEqual(["verified", "verified"]);
  });
});
