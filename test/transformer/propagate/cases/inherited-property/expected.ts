export class Resolver extends Base {
  find(path: string): string {
    const found = path.replace(this.root, "");
    this.logger.info("found", found);
    return found;
  }
}
