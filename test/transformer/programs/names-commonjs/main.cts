// In CommonJS the compiler writes exports as members.
import given = require("./given.cjs");
for (const name of Object.keys(given)) console.log(name, JSON.stringify((given as any)[name].name));
import assigned = require("./assigned.cjs");
console.log(JSON.stringify((assigned as any).name));
