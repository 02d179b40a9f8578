/** Rows of a CSV text; quotes may hold commas, quotes and line ends. */
export function* parseCsv(text: string): Generator<string[]> {
  let row: string[] = [];
  let field = "";
  let state: "plain" | "quoted" | "closing" = "plain";
  for (const letter of text) {
    if (state === "quoted") {
      if (letter === '"') state = "closing";
      else field += letter;
    } else if (letter === '"') {
      if (state === "closing") field += '"';
      state = "quoted";
    } else if (letter === "," || letter === "\n") {
      state = "plain";
      row.push(field);
      field = "";
      if (letter === "\n") {
        yield row;
        row = [];
      }
    } else if (letter !== "\r") {
      field += letter;
    }
  }
  if (field !== "" || row.length > 0) yield [...row, field];
}
