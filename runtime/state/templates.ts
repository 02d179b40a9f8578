/**
 * Template objects: the strings that a tagged template gives its tag. Each place in the source has one, for as long as the process lives.
 *
 * Invariants
 * 1. Where a restored state needs the object of a place that was not evaluated yet, one is made, and from then on the tag is given that one at this place.
 */
import { Kind } from "./kind.ts";
import type { StateWriter } from "./references.ts";
import { shared, type TemplateSite } from "./shared.ts";

/** The place with this key. */
export function templateSite(key: string): TemplateSite {
  const known = shared.templates.get(key);
  if (known !== undefined) return known;
  const site: TemplateSite = { key, object: null, isMade: false };
  shared.templates.set(key, site);
  return site;
}

/** A place was evaluated. @returns what its tag is to be given */
export function noteTemplateObject(site: TemplateSite, strings: TemplateStringsArray): TemplateStringsArray {
  if (site.object !== null) return site.object;
  site.object = strings;
  shared.origin.put(strings, { kind: "template", site });
  return strings;
}

/** Writes one. */
export function writeTemplate(writer: StateWriter, site: TemplateSite): void {
  const { raw } = site.object!;
  writer.out.u8(Kind.template);
  writer.text(site.key);
  writer.out.u32(raw.length);
  raw.forEach((text, index) => {
    writer.ref(`raw[${index}]`, text);
    writer.ref(index, site.object![index]);
  });
}

/** What is written of one: its place, and its raw and cooked strings in turn. */
export type TemplateData = readonly [key: string, strings: readonly (string | undefined)[]];

/** This process's object of a place. */
export function templateObject([key, strings]: TemplateData): object {
  const site = templateSite(key);
  if (site.object !== null) return site.object;
  const raw = Object.freeze(strings.filter((_, index) => index % 2 === 0)) as readonly string[];
  const cooked = strings.filter((_, index) => index % 2 === 1);
  Object.defineProperty(cooked, "raw", { value: raw });
  site.isMade = true;
  return noteTemplateObject(site, Object.freeze(cooked) as unknown as TemplateStringsArray);
}
