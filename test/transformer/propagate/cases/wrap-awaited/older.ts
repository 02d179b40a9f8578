export async function load(url: string) {
  const data = await read(url);
  return data;
}
