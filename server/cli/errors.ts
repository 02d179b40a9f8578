/** What a person typed cannot be done as it stands; the message says what was expected, what came and what to do. Exit status 2. */
export class UsageError extends Error {
  readonly code: "usage" | "no-file" | "bad-arg" | "bad-seed" | "bad-format";

  constructor(code: UsageError["code"], message: string) {
    super(message);
    this.name = "UsageError";
    this.code = code;
  }
}
