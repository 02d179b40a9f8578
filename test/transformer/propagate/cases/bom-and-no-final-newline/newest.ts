const a = compute();
console.log("a", a); // <<
