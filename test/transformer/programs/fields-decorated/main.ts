// What a decorator initialises stands in the fields behind it, once the compiler has written decorators out.
let n = 0;
function dec(...args: any[]): any { return undefined; }
class A { @dec f = () => n; @dec static g = function () { return n; }; @dec h = class { z = n; }; plain = () => n; @dec accessor k = () => n; @dec #p = () => n; p() { return this.#p; } }
class B { @dec f = () => n; @dec static g = function () { return n; }; @dec h = class { z = n; }; plain = () => n; }
for (let i = 0; i < 2; i++) { const a = new A(); const b = new B(); n++; console.log([a.f, A.g, a.h, a.plain, a.k, a.p(), b.f, B.g, b.h, b.plain].map((f: any) => JSON.stringify(f.name)).join()); }
