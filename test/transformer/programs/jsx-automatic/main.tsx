import { made } from "./jsx-runtime.ts";
const App = ({ n, children }: any): any => { const rows: any[] = []; for (let i = 0; i < n; i++) rows.push(<li key={i}>{i}{...[1, 2]}</li>); return <ul {...{ n }}>{rows}{children}</ul>; };
const all: any[] = []; for (const n of [1, 2]) all.push(<App n={n}><>x{n}</></App>);
console.log(JSON.stringify(all), made);
