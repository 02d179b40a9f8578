export class Resolver extends Base {
  constructor(cache: Cache, logger: Logger) {
    super(cache, logger);
  }

  find(path: string): string {
    const found = path.replace(this.root, "");
    this.logger.info("found", found); // <<
    return found;
  }
}
