export class Stepper {
  private count = 0;

  constructor(
    private readonly settings: Settings,
    private readonly logger: Logger,
  ) {}

  reset(): void {
    if (this.count > 0) {
      this.count = 0;
    }
  }
}
