/**
 * The order in which each round measures: every round begins with the next one, so that none is always first or last, and
 * what the machine does meanwhile meets all alike.
 */
export function rotatingOrder<T>(subjects: readonly T[], round: number): T[] {
  const first = subjects.length === 0 ? 0 : round % subjects.length;
  return [...subjects.slice(first), ...subjects.slice(0, first)];
}

/**
 * Measures everyone in every round, in turn. One that fails is not measured again.
 *
 * @param onFailure is told why; by default everything ends
 * @returns what each round gave, by subject, in the order of the subjects; nothing of those that failed
 */
export async function interleavedRounds<S, T>(
  subjects: readonly S[],
  rounds: number,
  measure: (subject: S, round: number) => Promise<T>,
  onFailure: (subject: S, error: unknown) => void = (_, error) => {
    throw error;
  },
): Promise<Map<S, T[]>> {
  const results = new Map<S, T[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of rotatingOrder(subjects, round)) {
      const soFar = results.get(subject);
      if (soFar === undefined) continue;
      try {
        soFar.push(await measure(subject, round));
      } catch (error) {
        results.delete(subject);
        onFailure(subject, error);
      }
    }
  }
  return results;
}

/**
 * How one compares with the other in each round. A round's two values come from the same minute of a noisy machine, so these
 * ratios are steadier than those of two medians.
 */
export function pairedRatios(samples: readonly number[], baseline: readonly number[]): number[] {
  return samples.flatMap((sample, round) => {
    const other = baseline[round];
    return other === undefined || other === 0 ? [] : [sample / other];
  });
}
