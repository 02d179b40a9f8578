/** How wide text is. */
import stringWidth from "string-width";

/** What hindlog prints most: each character takes one column. */
const NARROW = /^[ -~✓✗…]*$/;

/** Columns of a terminal. Only texts with other characters are measured, which takes a hundred times as long. */
export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}
