export const value = 1;
if (value === 1) throw new Error("before");
await null;
