/** The kinds of objects as numbers. */
/** Kinds whose contents are saved. Numbers stand in checkpoints: new ones come last. */
export const Kind = {
  plain: 1,
  array: 2,
  map: 3,
  set: 4,
  date: 5,
  regexp: 6,
  buffer: 7,
  typed: 8,
  view: 9,
  chunk: 10,
  error: 11,
  function: 12,
  prototype: 13,
  opaque: 14,
  symbol: 15,
  numbers: 16,
  boxed: 17,
  sharedBuffer: 18,
  address: 19,
  query: 20,
  arguments: 21,
  weakMap: 22,
  weakSet: 23,
  /** Not an object: one entry of a weak collection. */
  weakEntry: 24,
  adapted: 25,
  environment: 26,
  /** An iterator of an array, Map or Set. */
  iterator: 27,
  proxy: 28,
  revoker: 29,
  bound: 30,
  /** A method or accessor of a class. */
  member: 31,
  /** The strings of a tagged template. */
  template: 32,
  generator: 33,
  /** An ordinary array without holes that holds more than numbers. */
  items: 34,
  /** Not an object: bytes of a buffer that views see. */
  bytes: 35,
} as const;
