// Imports modules that throw, or that wait, behind an await at their top; between them a loop runs that nothing else is going on beside.
import { work } from "./work.ts";

const failing = ["before", "behind", "rejected", "in-a-loop", "of-an-iterator", "caught-and-thrown", "in-finally", "begun"];

function next(at: number): void {
  const name = failing[at];
  if (name === undefined) return beside();
  import(`./${name}.ts`).then(
    () => console.log(name, "did not throw"),
    (error: unknown) => setTimeout(() => (work(`${name}: ${String(error)}`), next(at + 1)), 5),
  );
}

function beside(): void {
  void import("./waiting.ts").then(({ done }) => setTimeout(() => work(`behind it: ${done}`), 5));
}

next(0);
