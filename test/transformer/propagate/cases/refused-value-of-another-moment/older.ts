export function read(items: { props: string[]; key: string }[], onKey: (at: number, key: string) => void): number {
  let offset = 0;
  for (const { props, key } of items) {
    const found = resolve(props, offset);
    const isImplicit = !found.indicator;
    if (isImplicit) check(key);
    offset += found.length;
    const keyStart = offset;
    onKey(keyStart, key);
    offset = keyStart + key.length;
  }
  return offset;
}
