export { arg, checkpoint, effect, iteration, log, loop, registerState } from "./api.ts";
