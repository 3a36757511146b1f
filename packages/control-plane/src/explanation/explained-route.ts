import type { TargetKey } from '../objects/policies/target-key';
import type { RouteCandidate } from './route-candidate';
import type { RouteExplanation } from './route-explanation';
import type { RouteShare, RouteSimulation } from './route-simulation';

/** What the `target` field is resolved from; null for a default endpoint. */
export interface Placed {
  readonly place: TargetKey | null;
}

export interface PlacedCandidate extends RouteCandidate, Placed {}
export interface PlacedShare extends RouteShare, Placed {}

export interface ExplainedSimulation extends RouteSimulation {
  readonly shares: PlacedShare[];
  readonly worstCase: PlacedCandidate[];
}

/** A `RouteExplanation` with the ids that its objects are loaded by. */
export interface ExplainedRoute extends RouteExplanation {
  /** Null where no policy applies. */
  readonly policyId: string | null;
  readonly candidates: PlacedCandidate[];
  readonly simulation: ExplainedSimulation | null;
  readonly proposed: ExplainedRoute | null;
}
