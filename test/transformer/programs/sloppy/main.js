// Sloppy-mode JavaScript: what only non-strict code may do, around and inside loops.
var out = [];
function say() { out.push(Array.prototype.slice.call(arguments).map(String).join(" ")); }
say("strict?", (function () { return this === undefined; })());

// Annex B: functions in blocks are hoisted to the function as var.
function annexB(n) {
  say("before", typeof inBlock);
  for (var i = 0; i < n; i++) {
    if (i === 1) { function inBlock() { return "block " + i; } }
    say(typeof inBlock, inBlock ? inBlock() : "-");
  }
  say("after", typeof inBlock, inBlock());
  if (n) function single() { return "single"; }
  return single();
}
say(annexB(3));
{ function atTop() { return 1; } say(atTop()); function atTop2() { return 2; } }
say(typeof atTop, atTop());
function shadowed(f) { { function f() { return "inner"; } say(f()); } return f(); }
say(shadowed(function () { return "param"; }));
switch (1) { case 1: function inCase() { return "case"; } for (var c = 0; c < 2; c++) say(inCase(), c); }
say(typeof inCase);

// Mapped arguments.
function mapped(a, b) {
  for (var i = 0; i < arguments.length; i++) { arguments[i] = arguments[i] * 10; say(a, b); a++; say(arguments[0], String(arguments.length)); }
  arguments.length = 1;
  return [].slice.call(arguments).join() + " " + a + " " + b + " " + typeof arguments.callee;
}
say(mapped(1, 2), mapped(1), mapped(1, 2, 3));
function duplicated(x, x) { for (var i = 0; i < 2; i++) { say(x, arguments[0], arguments[1]); x += 1; } return x; }
say(duplicated(1, 2));
function reassigned() { for (var i = 0; i < 2; i++) { arguments = [String(i)].concat([].slice.call(arguments)); } return arguments.join(); }
say(reassigned("z"));

// let, yield, await, static, of, async as identifiers; octals; with; delete of names; undeclared globals.
var let_ = 1; var yield_ = 2;
var let = 5; let
= 6;
say(let, 010, 0777, "\101");
for (var of of [1, 2]) say(of);
for (var async = 0; async < 2; async++) say("async", async);
var static = 3; var yield = 4; var await = 5; for (var implements = 0; implements < 1; implements++) say(static, yield, await, implements);
implicit = 1; for (implicit2 in { a: 1 }) say(implicit2); say(implicit, implicit2, delete globalThis.implicit, typeof implicit);
function withs(o) { var sum = 0; with (o) { for (var i = 0; i < n; i++) { sum += step(i); n2 = i; } } return sum + " " + o.n2 + " " + typeof i; }
say(withs({ n: 3, n2: 0, step: function (x) { return x + 1; } }));
function withOuter(o) { var hits = 0; for (var k = 0; k < 3; k++) { with (o) { String(k); hits += v; v++; } } return hits + " " + o.v; }
say(withOuter({ v: 5 }), withOuter({ v: 5, k: 0, hits: 100 }));
function evals(code) { var total = 1; for (var i = 0; i < 3; i++) { eval(code); } return total + " " + typeof fromEval; }
say(evals("total += i"), evals("var fromEval = i; total *= 2"));
function evalOuter() { var x = 1; var f = function () { for (var i = 0; i < 2; i++) { eval("x += i + 1"); } }; f(); return x; }
say(evalOuter());
var indirect = eval; for (var g = 0; g < 2; g++) indirect("globalThis.gg = (globalThis.gg || 0) + 1"); say(gg);

// Labels, single statements, dangling else, empty bodies.
foo: { for (var q = 0; q < 3; q++) { if (q === 1) break foo; String(q); } }
say(q);
a: b: for (var w = 0; w < 2; w++) { for (;;) { String(w); continue a; } }
say(w);
lab: if (true) { for (var e = 0; ; e++) { if (String(e) === "2") break lab; } }
say(e);
if (e) for (var one = 0; one < 2; one++) say("one", one); else for (;;) break;
if (!e) for (;;) String(1); else for (var two = 0; two < 2; two++) say("two", two);
do for (var n1 = 0; n1 < 2; n1++) say("do", n1); while (String(n1) === "x");
while (n1-- > 0) for (var n2 in { x: 1 }) say(n1, n2);
for (var x3 = 0; x3 < 2; x3++); say(x3);
for (var y3 = 0; String(y3) < "3"; y3++); say(y3);
with ({ z: 1 }) for (var z3 = 0; z3 < 2; z3++) say(z, z3);
for (var init = 7 in { only: 1 }) say(init);
for (var noRun = 9 in {}) ; say(noRun);
var finals = []; function fin() { x: for (var i = 0; i < 3; i++) { try { for (var j = 0; j < 3; j++) { try { if (j === 1) continue x; if (i === 2) return finals.join(); finals.push(i + "" + j); } finally { finals.push("i" + j); } } } finally { finals.push("o" + i); } } }
say(fin(), finals.join());
// this of plain functions, callee, caller names.
function thisType() { for (var i = 0; i < 1; i++) { return typeof this + " " + (this === globalThis) + String(i); } }
say(thisType(), thisType.call(5));
say((function named() { for (var i = 0; i < 1; i++) { named = 5; String(named); } return typeof named; })());
undefined = 5; NaN = 1; say(undefined, NaN);
var frozen = Object.freeze({ a: 1 }); for (var fz = 0; fz < 1; fz++) { frozen.a = 2; String(frozen.b = 3); } say(JSON.stringify(frozen));
say(this === module.exports, typeof require, typeof __filename, arguments.length);
var kept = new Map([["a", 1], ["b", 2]]);
function both(first) { var it = kept.keys(); var g = it.next().value; function g() {} function first() { return 1; } say(typeof g, typeof first, it.next().value); return arguments.length; }
say(both("x"));
function annex() { "use strict"; const it = kept.values(); function inner() { return this === undefined; } say(inner(), it.next().value); }
annex();
console.log(out.join("\n"));
