import { log } from "hindlog";
export async function load(url: string) {
  const data = /*<*/log("data", await read(url))/*>*/;
  return data;
}
