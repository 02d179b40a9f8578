/** Whether hindlog is off in this process: `HINDLOG=off`, or a test runner that was not asked with `HINDLOG=on`. */
export function isOff(): boolean {
  const env = process.env;
  if (env["HINDLOG"] === "off") return true;
  if (env["HINDLOG"] === "on" || env["HINDLOG_REPLAY"] !== undefined) return false;
  return env["VITEST"] !== undefined || env["JEST_WORKER_ID"] !== undefined || env["NODE_TEST_CONTEXT"] !== undefined;
}
