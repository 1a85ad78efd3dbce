/** Waits for all, then throws the first failure in their order, if there is one. */
export async function allDone(work: readonly Promise<void>[]): Promise<void> {
  const failure = (await Promise.allSettled(work)).find((each) => each.status === "rejected");
  if (failure) throw failure.reason;
}
