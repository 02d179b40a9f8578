import type { Animal } from "./animals";
import animals = require("./animals");

export let season = 0;
const living: Animal[] = [];

export function add(animal: Animal): void {
  living.push(animal);
}

export function remove(animal: Animal): void {
  living.splice(living.indexOf(animal), 1);
}

export const all = (): readonly Animal[] => living;

export function nextSeason(): void {
  season = (season + 1) % 4;
  if (season === 0) living.push(new animals.Sheep(`lamb-${animals.counters.born}`));
}

export const describe = (): string => `${["spring", "summer", "autumn", "winter"][season]} ${living.map((animal) => animal.name).join(" ")}`;
