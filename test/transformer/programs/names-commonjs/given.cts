let n = 0;
export const arrow = () => n;
export const cast = (() => n) as () => number;
export let paren = (function () { return n; });
export const { taken = () => n } = {} as any;
export const [first = class { at = n; }] = [] as any[];
export default () => n++;
