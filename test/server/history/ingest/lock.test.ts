import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withIngestLock } from "../../../../server/history/ingest/lock.ts";
import { ensureLayout, layoutOf, type Layout } from "../../../../server/history/layout.ts";
import { currentBootId } from "../../../../server/history/liveness.ts";
import { freshProject } from "../recorded-run.ts";

function freshLayout(): Layout {
  const root = freshProject();
  const layout = layoutOf(root, `${root}/.hindlog`);
  ensureLayout(layout);
  return layout;
}

function hold(layout: Layout, holder: { pid: number; bootId?: string; aliveAtMs?: number }): void {
  writeFileSync(layout.lock, JSON.stringify({ bootId: currentBootId(), aliveAtMs: Date.now(), token: "theirs", ...holder }));
}

test("the lock is there while the work is done, and gone after it, thrown or not", async () => {
  const layout = freshLayout();
  expect(await withIngestLock(layout, undefined, async () => JSON.parse(readFileSync(layout.lock, "utf8")).pid as number)).toBe(process.pid);
  expect(existsSync(layout.lock)).toBe(false);
  await expect(withIngestLock(layout, undefined, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(layout.lock)).toBe(false);
});

test("only one holds it at a time", async () => {
  const layout = freshLayout();
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withIngestLock(layout, undefined, work)));
  expect(most).toBe(1);
});

test("a lock of a dead process, of another boot or of a reused pid is taken over", async () => {
  const layout = freshLayout();
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  for (const holder of [{ pid: dead }, { pid: process.pid, bootId: "other" }, { pid: process.pid, aliveAtMs: 0 }]) {
    hold(layout, holder);
    expect(await withIngestLock(layout, undefined, () => Promise.resolve("mine"))).toBe("mine");
    expect(existsSync(layout.lock)).toBe(false);
  }
});

test("an old lock that cannot be read is taken over", async () => {
  const layout = freshLayout();
  writeFileSync(layout.lock, "");
  utimesSync(layout.lock, 0, 0);
  expect(await withIngestLock(layout, undefined, () => Promise.resolve("mine"))).toBe("mine");
});

test("a lock of a living process is waited for, until given up", async () => {
  const layout = freshLayout();
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  try {
    hold(layout, { pid: child.pid! });
    const controller = new AbortController();
    const waiting = withIngestLock(layout, controller.signal, () => Promise.resolve("never"));
    setTimeout(() => controller.abort(new Error("given up")), 100);
    await expect(waiting).rejects.toThrow(/given up|aborted/);
    expect(JSON.parse(readFileSync(layout.lock, "utf8"))).toMatchObject({ token: "theirs" });
    const later = withIngestLock(layout, undefined, () => Promise.resolve("after"));
    child.kill("SIGKILL");
    expect(await later).toBe("after");
  } finally {
    child.kill("SIGKILL");
  }
});
