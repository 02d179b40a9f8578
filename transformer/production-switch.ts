/**
 * Whether a build leaves hindlog out: `HINDLOG=off` in its environment, in every door. (`enabled: false` of the options does the same for good.)
 * A build that runs below a test runner is a build all the same, so `isOff` of the runtime is not asked.
 */
export function isSwitchedOff(): boolean {
  return process.env["HINDLOG"] === "off";
}
