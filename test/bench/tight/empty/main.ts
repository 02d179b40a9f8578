/** Nothing: what is measured is the start of a process. Main loop: none. */
console.log("started");
