export let counter = 0; export function bump() { for (let i = 0; i < 2; i++) { counter++; String(i); } } export default function () { for (const x of [1]) return x; return 0; }
for (const x of [1, 2]) { counter += Number(x); }
