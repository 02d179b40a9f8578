// Stacks of errors that a module waits for at its top say where it waits.
const later = async (n: number): Promise<number> => { for (let i = 0; i < n; i++) await null; if (n > 0) throw new Error(`after ${n}`); return n; };
const shown = (error: unknown): string => ((error as Error).stack ?? "").split("\n").map((line) => line.replace(/\(?\/.*\//, "")).join("|");
try { await later(1); } catch (error) { console.log(shown(error)); }
for (let round = 0; round < 3; round++) { try { console.log(await later(round)); } catch (error) { console.log(shown(error)); } }
const all = await Promise.allSettled([later(1), later(2)]);
console.log(all.map((one) => (one.status === "rejected" ? shown(one.reason) : one.value)).join("\n"));
console.log("the last one ends the program");
await later(2);
