import { publish, resolve } from "./bridge.ts";

export function remove(id: string): void {
  const entity = resolve(id);
  publish(entity.name, "");
  console.log("removed", entity.name);
  publish("groups", "");
}
