/** Where a project begins and where its history lies: the runtime's own rules. */
export { findRoot, hindlogFolder } from "../../runtime/project-root.ts";
