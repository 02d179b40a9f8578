/** Palmer penguins: four measurements of each bird and its species. */
import { readFileSync } from "node:fs";

export interface Example {
  /** Beak length, beak depth, flipper length, body mass; each with mean 0 and deviation 1 over all birds. */
  readonly inputs: Float64Array;
  /** Index into {@link SPECIES}. */
  readonly species: number;
}

export const SPECIES = ["Adelie", "Chinstrap", "Gentoo"];
const MEASURES = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];

/** The birds that were measured, those for training and those for the test. */
export function loadPenguins(): { training: Example[]; test: Example[] } {
  const file = new URL("../node_modules/vega-datasets/data/penguins.json", import.meta.url);
  const birds = JSON.parse(readFileSync(file, "utf8")) as Record<string, string | number | null>[];
  const measured = birds.filter((bird) => MEASURES.every((measure) => typeof bird[measure] === "number"));

  const columns = MEASURES.map((measure) => standardise(measured.map((bird) => Number(bird[measure]))));
  const examples = measured.map((bird, row) => ({
    inputs: Float64Array.from(columns, (column) => column[row] ?? 0),
    species: SPECIES.indexOf(String(bird["Species"])),
  }));

  const training = examples.filter((_, row) => row % 5 !== 0);
  const test = examples.filter((_, row) => row % 5 === 0);
  return { training, test };
}

function standardise(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}
