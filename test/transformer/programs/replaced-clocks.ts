const Real = Date;
class Fake extends Real { constructor(...a: []) { super(...a); } static override now() { return 5; } get own() { return 1; } }
(globalThis as any).Date = Fake;
for (let i = 0; i < 3; i++) console.log(Date.now(), (new Date() as any).own, new Date() instanceof Real);
(globalThis as any).Date = class { static now() { return { odd: 1 }; } value = 3; };
for (let i = 0; i < 3; i++) console.log(Date.now(), (new Date() as any).value);
(globalThis as any).Date = Real;
console.log(typeof new Date().getTime());
