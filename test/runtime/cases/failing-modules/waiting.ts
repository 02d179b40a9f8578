import { work } from "./work.ts";

setTimeout(() => work("while one waits"), 1);
try {
  await Promise.reject(new Error("first"));
} catch {
  await new Promise((resolve) => setTimeout(resolve, 30));
}
async function* slow(): AsyncGenerator<number> {
  await new Promise((resolve) => setTimeout(resolve, 30));
  yield 1;
}
for await (const step of slow()) console.log("slow", step);
const thenable = { then: (resolve: (value: string) => void) => void setTimeout(() => resolve("done"), 30) };
export const done = await (thenable as unknown as Promise<string>);
