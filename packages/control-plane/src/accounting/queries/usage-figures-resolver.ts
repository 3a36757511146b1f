import { FieldResolver, Resolver, Root } from 'type-graphql';
import { LatencyFigures } from './latency-figures';
import { UsageFigures } from './usage-figures';

/** Figures whose latency is read when it is asked for. */
export interface UsageFiguresView extends UsageFigures {
  readonly readLatency: () => Promise<LatencyFigures | null>;
}

@Resolver(() => UsageFigures)
export class UsageFiguresResolver {
  @FieldResolver(() => LatencyFigures, {
    nullable: true,
    description:
      'How long requests took. Null if there were none, or if the usage is grouped or filtered by consumer, policy or outcome, by which durations are not counted.',
  })
  latency(@Root() figures: UsageFiguresView): Promise<LatencyFigures | null> {
    return figures.readLatency();
  }
}
