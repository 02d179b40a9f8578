// What the compiler makes of fields decides what their functions are called.
let n = 0;
class Fields {
  arrow = () => n;
  cast = (() => n) as () => number;
  made = class { at = n; };
  ["computed"] = () => n;
  #own = () => n;
  static shared = () => n;
  static #hidden = function () { return n; };
  accessor stored = () => n;
  names(): string { return JSON.stringify([this.arrow, this.cast, this.made, this.computed, this.#own, Fields.shared, Fields.#hidden, this.stored].map((f) => f.name)); }
}
for (; n < 2; n++) console.log(new Fields().names());
