export function f(a: number) {
  return /*<*/console.log("a", a)/*>*/;
}
