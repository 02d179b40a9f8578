export { arg, checkpoint, iteration, log, loop, registerState } from "./api.ts";
