// The same where the file's name says that it is CommonJS: the compiler takes it for a module, and modules are strict.
undeclared = 3;
function self() {
  return this === undefined;
}
for (var i = 0; i < 3; i++) undeclared += 010;
console.log(undeclared, self(), typeof globalThis.undeclared, delete globalThis.undeclared);
(function (a) {
  arguments[0] = 2;
  console.log(a);
})(1);
