import { publish, resolve } from "./bridge.ts";

export function remove(id: string): void {
  const entity = resolve(id);
  const friendlyName = entity.name;
  publish(friendlyName, "");
  console.log("removed", friendlyName); // <<
  publish("groups", "");
}
