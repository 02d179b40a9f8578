/** All kinds of state that programs carry. */
import type { StateKind } from "../state-kind.ts";
import { CLASSES } from "./classes.ts";
import { COLLECTIONS } from "./collections.ts";
import { FUNCTIONS } from "./functions.ts";
import { OBJECTS } from "./objects.ts";
import { PRIMITIVES } from "./primitives.ts";

export const KINDS: readonly StateKind[] = [...PRIMITIVES, ...COLLECTIONS, ...OBJECTS, ...CLASSES, ...FUNCTIONS];
