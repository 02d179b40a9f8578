class Net {
  run(x: number) {
    return this.apply(x);
  }
}
