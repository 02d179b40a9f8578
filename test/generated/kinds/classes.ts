/** Classes and their instances. */
import type { StateKind } from "../state-kind.ts";

export const CLASSES: readonly StateKind[] = [
  {
    name: "class with fields",
    declare:
      "class ~C { n = 0; list = [1]; constructor(x) { this.x = x; } step(by) { this.n += by; this.list.push(by); if (this.list.length > 4) this.list = []; return this.n; } }",
    make: "new ~C(@)",
    ops: ["$.step(@);", "$.x = $.n;", "$.other = new ~C(@);", "$.other?.step(1);"],
  },
  {
    name: "inheritance",
    declare:
      "class ~B { base = 1; grow(n) { this.base += n; return this; } }\nclass ~D extends ~B { own = { v: 0 }; grow(n) { this.own.v += n; return super.grow(n * 2); } get sum() { return this.base + this.own.v; } }",
    make: "[new ~B(), new ~D()]",
    ops: ["$[@ % 2].grow(@);", "$[0] = @ % 2 ? new ~D() : new ~B();", "$[1].own = { v: $[1].sum ?? 0 };"],
    look: "[$, $.map((x) => x.sum)]",
  },
  {
    name: "static fields",
    declare:
      "class ~S { static made = 0; static all = []; id = ++~S.made; constructor() { ~S.all.push(this); if (~S.all.length > 4) ~S.all.shift(); } static reset(n) { ~S.made = n; } }",
    make: "new ~S()",
    ops: ["new ~S();", "~S.reset(@);", "~S.all[0].id += @;", "~S.extra = @;"],
    look: "[$, ~S.made, ~S.all, ~S.extra]",
  },
  {
    name: "#private",
    declare:
      "class ~P { #n; #list = []; constructor(n) { this.#n = n; } add(k) { this.#n += k; this.#list.push(k); if (this.#list.length > 4) this.#list.length = 0; } get peek() { return [this.#n, this.#list]; } static #count = 0; static bump(k) { return (~P.#count += k); } }",
    make: "new ~P(@)",
    ops: ["$.add(@);", "~P.bump(@);", "$.add($.peek[0] % 3);", "$.pub = @;"],
    look: "[$, $.peek, ~P.bump(0)]",
  },
  {
    name: "#private made in the loop",
    declare:
      "class ~P { #n; #mine; constructor(n, mine) { this.#n = n; this.#mine = mine; } get peek() { return [this.#n, this.#mine?.peek]; } #hidden() { return this.#n; } shift() { this.#n = this.#hidden() + 1; } }",
    make: "[new ~P(@, null)]",
    ops: ["$.push(new ~P(@, $.length < 3 ? $[0] : null)); if ($.length > 4) $.splice(0, 3);", "$[$.length - 1].shift();"],
    look: "$.map((x) => x.peek)",
  },
  {
    name: "private in a subclass",
    declare:
      "class ~B { #a = 1; get a() { return this.#a; } set a(v) { this.#a = v; } }\nclass ~D extends ~B { #b = 2; get b() { return this.#b; } mix(n) { this.#b += n; this.a += this.#b; } }",
    make: "new ~D()",
    ops: ["$.mix(@ % 5);", "$.a = @;"],
    look: "[$.a, $.b]",
  },
  {
    name: "getter and setter",
    declare: "class ~G { _v = 1; reads = 0; get v() { this.reads++; return this._v; } set v(x) { this._v = x % 1000; } }",
    make: "new ~G()",
    ops: ["$.v = @;", "$.v += 1;", "$.v = $.v * 2;"],
    look: "[$, $.v]",
  },
  {
    name: "arrow-function field",
    declare: "class ~F { n = 0; up = (by) => { this.n += by; return this.n; }; }",
    make: "new ~F()",
    ops: ["$.up(@);", "$.up(1);"],
    look: "[$.n, Object.keys($)]",
  },
  {
    name: "arrow-function field made in the loop",
    declare: "class ~F { n = 0; up = (by) => { this.n += by; return this.n; }; }",
    make: "[new ~F()]",
    ops: ["$[$.length - 1].up(@);", "$.push(new ~F()); if ($.length > 4) $.shift();"],
    look: "$.map((x) => x.up(0))",
  },
  {
    name: "class made in the loop",
    assigned: true,
    make: "(class First { v = @; })",
    ops: ["$ = class { v = @; };", "$.count = ($.count ?? 0) + 1;"],
    look: "[new $().v, $.count]",
  },
  {
    name: "instance of a local class",
    declare:
      "function ~make(scale) { let made = 0; return class Local { w = scale; constructor() { made++; } run(n) { this.w += made * n; return this.w; } }; }\nconst ~L = ~make(3);",
    make: "new ~L()",
    ops: ["$.run(@ % 4);", "$.next = new ~L();", "$.next?.run(1);"],
    look: "[$, new ~L().run(0)]",
  },
];
