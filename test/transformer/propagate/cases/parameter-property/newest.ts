@injectable()
export class Stepper {
  private count = 0;

  constructor(
    @inject(Settings) private readonly settings: Settings,
    @inject(Logger) private readonly logger: Logger,
  ) {}

  reset(): void {
    if (this.count > 0) {
      this.logger.verbose("skipped", this.count); // <<
      this.count = 0;
    }
  }
}
