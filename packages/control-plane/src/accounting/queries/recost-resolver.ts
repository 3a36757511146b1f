import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { badInput } from '../../kernel/errors/domain-error';
import { Requires } from '../../kernel/graphql/requires';
import type { RequestContext } from '../../objects/loaders/request-context';
import { recost } from '../intake/recost';
import { RecostUsageInput, RecostUsagePayload } from './recost-usage';

/** A longer period would take longer than a client waits. */
const RECOST_DAYS_MAX = 31;
const DAY_MS = 86_400_000;

@Resolver(() => RecostUsagePayload)
export class RecostResolver {
  constructor(private readonly dataSource: DataSource) {}

  @Requires('EDITOR')
  @Mutation(() => RecostUsagePayload, {
    nullable: true,
    description:
      "Computes costs again from the tokens that were used and today's prices, after prices were corrected. Changes no configuration. Each hour is changed at once; if the request ends early, the later hours keep their costs.",
  })
  async recostUsage(
    @Arg('input', () => RecostUsageInput, { description: 'The period.' }) { from, to }: RecostUsageInput,
    @Ctx() { signal }: RequestContext,
  ): Promise<RecostUsagePayload> {
    const lengthMs = to.getTime() - from.getTime();
    const message = lengthMs <= 0 ? 'must be after `from`' : `must be at most ${RECOST_DAYS_MAX} days after \`from\``;
    if (lengthMs <= 0 || lengthMs > RECOST_DAYS_MAX * DAY_MS) {
      throw badInput([{ path: 'to', message, reason: 'OUT_OF_RANGE' }]);
    }
    return recost(this.dataSource, { fromMs: from.getTime(), toMs: to.getTime() }, signal);
  }
}
