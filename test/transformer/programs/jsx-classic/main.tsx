declare namespace JSX { interface IntrinsicElements { [k: string]: any } interface ElementChildrenAttribute { children: {} } }
type Node = { tag: unknown; props: any; children: unknown[] };
const Fragment = Symbol("fragment");
const h = (tag: unknown, props: any, ...children: unknown[]): Node => typeof tag === "function" ? tag({ ...props, children }) : { tag, props, children };
const render = (n: any): string => { if (Array.isArray(n)) return n.map(render).join(""); if (n === null || typeof n !== "object") return String(n); let s = ""; for (const c of n.children) s += render(c); if (n.tag === Fragment) return s; let attrs = ""; for (const k in n.props) attrs += ` ${k}="${typeof n.props[k] === "function" ? n.props[k](1) : n.props[k]}"`; return `<${n.tag}${attrs}>${s}</${n.tag}>`; };
function List<T,>({ items, row }: { items: T[]; row: (x: T, i: number) => unknown; children?: unknown }): any { const rows: unknown[] = []; for (const [i, item] of items.entries()) rows.push(row(item, i)); return <ul class="list">{rows}</ul>; }
const parts: any[] = []; for (const n of [1, 2]) { const attrs = { id: n, "data-x": String(n) }; parts.push(<p {...attrs} onClick={(x: number) => { let t = 0; for (let i = 0; i < n; i++) t += Number(x); return t; }}>n is {n}{n > 1 && <b>big</b>}</p>); }
console.log(render(<><List items={["a", "b"]} row={(x, i) => <li key={i}>{x}</li>} />{parts}<svg:x a-b="1" c />{(() => { const r: any[] = []; for (const x of [1]) r.push(<i>{x}</i>); return r; })()}</>));
let count = 0; for (const x of [<a />, <b />] as any[]) { count++; console.log(x.tag, count); }
export {};
