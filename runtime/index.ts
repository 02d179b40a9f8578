export { arg, checkpoint, log, loop, registerState } from "./api.ts";
