export type Child = Element | string | number | boolean | null | undefined | Child[];
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: Child[];
}

type Component = (props: never) => Element;

export const Fragment = "";

export function h(tag: string | Component, props: Record<string, unknown> | null, ...children: Child[]): Element {
  if (typeof tag === "function") return tag({ ...props, children } as never);
  return { tag, attributes: props ?? {}, children };
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => escapes[letter]!);

export function render(child: Child): string {
  if (Array.isArray(child)) return child.map(render).join("");
  if (child === null || child === undefined || typeof child === "boolean") return "";
  if (typeof child !== "object") return escape(String(child));
  const inner = child.children.map(render).join("");
  if (child.tag === Fragment) return inner;
  const attributes = Object.entries(child.attributes).map(([name, value]) => ` ${name}="${escape(String(value))}"`);
  return `<${child.tag}${attributes.join("")}>${inner}</${child.tag}>\n`;
}

declare global {
  namespace JSX {
    interface IntrinsicElements {
      [name: string]: object;
    }
  }
}
