export const Fragment = "fragment";
export const jsx = (tag: any, props: any, key?: unknown): unknown => typeof tag === "function" ? tag(props) : { tag, props, key };
export const jsxs = jsx;
let made = 0; for (const x of [1, 2]) made += Number(x); export { made };
