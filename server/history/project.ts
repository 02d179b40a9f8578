/** Where a project's history lies: the runtime's own rule. */
export { hindlogFolder } from "../../runtime/project-root.ts";
