export class Resolver extends Base {
  find(path: string): string {
    const found = path.replace(this.root, "");
    return found;
  }
}
