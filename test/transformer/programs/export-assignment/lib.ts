class Lib { static total = 0; } namespace Lib { export namespace Inner { export let deep = 0; for (let i = 0; i < 3; i++) deep += Number(i); } }
for (const x of [1, 2]) Lib.total += Number(x);
export = Lib;
