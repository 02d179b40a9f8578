for (const step of [1, 2, 3]) {
  await step;
  if (step === 2) throw new Error(`in step ${step}`);
}
