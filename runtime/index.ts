export { arg, checkpoint, log, loop } from "./api.ts";
