/** The types that other parts name. Functions are imported from the file that has them. */
export type { CellMeta, DataColumn, Dataframe, RowMeta } from "./dataframe/types.ts";
