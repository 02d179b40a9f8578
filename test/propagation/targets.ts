/** What propagation is to reach, and what FlorDB's way (GumTree) reaches on the same cases. */
import { percent, type Figures } from "./score.ts";

/** One row of the table. */
export interface Target {
  readonly name: string;
  /** Percent, of GumTree as FlorDB uses it. */
  readonly gumTree: string;
  readonly figure: keyof Figures;
  readonly least?: number;
  readonly most?: number;
}

/** Rows that count cases; times stand by themselves. */
export const TARGETS: readonly Target[] = [
  { name: "exact, non-empty blocks", gumTree: "72.9%", figure: "exact", least: 95 },
  { name: "precision (exact of inserted)", gumTree: "87.7%", figure: "precision", least: 98 },
  { name: "neighbours of the statement both changed: exact", gumTree: "42.2%", figure: "neighboursChanged", least: 88 },
  { name: "40 and more versions apart: exact", gumTree: "50.0%", figure: "farApart", least: 85 },
  { name: "inserted though the function is absent", gumTree: "4.4%", figure: "falseFunction", most: 0.5 },
  { name: "inserted though the block is absent", gumTree: "5.9%", figure: "falseBlock", most: 3 },
  { name: "identifiers right where renamed", gumTree: "1 of 9", figure: "identifiers", least: 85 },
];

/** The target in words. */
export function wanted(target: Target): string {
  return target.least === undefined ? `<= ${target.most}%` : `>= ${target.least}%`;
}

/** Whether it is reached. */
export function isReached(target: Target, figures: Figures): boolean {
  const value = percent(figures[target.figure]);
  return target.least === undefined ? value <= target.most! : value >= target.least;
}
