import type { Behaviour, SimulatedAnswer } from './behaviour';
import type { ReceivedRequest } from './received-request';

/** The current behaviours, each with the number of requests that it has matched. */
export class BehaviourList {
  #entries: { behaviour: Behaviour; matched: number }[] = [];

  replace(behaviours: readonly Behaviour[]): void {
    this.#entries = behaviours.map((behaviour) => ({ behaviour, matched: 0 }));
  }

  list(): readonly { behaviour: Behaviour; matched: number }[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  /**
   * The answer for this request, which counts as a match of its behaviour; empty if none applies.
   *
   * @param isReused whether its connection has brought a request before
   */
  take(request: ReceivedRequest, model: string | null, isReused: boolean): SimulatedAnswer {
    for (const entry of this.#entries) {
      const { behaviour } = entry;
      if (!matches(behaviour, request, model, isReused)) continue;
      const position = entry.matched - behaviour.skip;
      if (behaviour.times !== undefined && position >= behaviour.times) continue;
      entry.matched += 1;
      if (position >= 0) return behaviour.answer;
    }
    return {};
  }
}

function matches({ match }: Behaviour, request: ReceivedRequest, model: string | null, isReused: boolean): boolean {
  return (
    (match.reusedConnection === undefined || match.reusedConnection === isReused) &&
    (match.model === undefined || match.model === model) &&
    (match.pathPrefix === undefined || request.path.startsWith(match.pathPrefix)) &&
    (match.key === undefined || request.keys.includes(match.key)) &&
    (match.bodyIncludes === undefined || request.body.includes(match.bodyIncludes))
  );
}
