import type { LatencyHistogram } from '@switchyard/contract';
import { Field, Float, ObjectType } from 'type-graphql';

const US_PER_MS = 1_000;

@ObjectType({ description: 'How durations are distributed, in ms. Each value is off by at most 5 %.' })
export class DurationFigures {
  @Field(() => Float, { description: 'Half of the durations are shorter.' })
  p50: number;

  @Field(() => Float, { description: '95 % of the durations are shorter.' })
  p95: number;

  @Field(() => Float, { description: '99 % of the durations are shorter.' })
  p99: number;
}

@ObjectType({ description: 'How long requests took.' })
export class LatencyFigures {
  @Field(() => DurationFigures, { nullable: true, description: 'From the request to the end of the response.' })
  duration: DurationFigures | null;

  @Field(() => DurationFigures, {
    nullable: true,
    description: 'From the request to the first content of the response; null if no response had any.',
  })
  firstContent: DurationFigures | null;

  @Field(() => DurationFigures, {
    nullable: true,
    description:
      'The time that the gateway itself took: before the first call, between calls, and before the first byte of the response.',
  })
  overhead: DurationFigures | null;
}

/** Null if the histogram is empty. */
export function durationFigures(histogram: LatencyHistogram): DurationFigures | null {
  const at = (share: number) => (histogram.quantile(share) ?? 0) / US_PER_MS;
  return histogram.total === 0 ? null : { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
