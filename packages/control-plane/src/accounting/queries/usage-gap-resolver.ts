import { Arg, Int, Query, Resolver } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { checkFirst } from '../../kernel/graphql/page-args';
import { Requires } from '../../kernel/graphql/requires';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { UsageGap } from './usage-gap';

const GAPS_DEFAULT = 50;
const GAPS_MAX = 200;

@Resolver(() => UsageGap)
export class UsageGapResolver {
  constructor(private readonly dataSource: DataSource) {}

  @Requires('VIEWER')
  @Query(() => [UsageGap], {
    description: 'The periods for which usage is not fully known, latest first. Sums over them are too low.',
  })
  async usageGaps(
    @Arg('from', () => DateTimeScalar, { description: 'Those that end after this.' }) from: Date,
    @Arg('to', () => DateTimeScalar, { description: 'Those that begin before this.' }) to: Date,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'The number of gaps to return, 1 to 200.',
      defaultValue: GAPS_DEFAULT,
    })
    first: number | null,
  ): Promise<UsageGap[]> {
    const rows: (Omit<UsageGap, 'batches'> & { batches: string | null })[] = await this.dataSource.query(
      `SELECT id, data_plane_id AS "dataPlaneId", cause, worker, from_at AS "from", to_at AS "to", batches FROM usage_gap
       WHERE to_at > $1 AND from_at < $2 ORDER BY to_at DESC, id DESC LIMIT $3`,
      [from, to, checkFirst(first ?? GAPS_DEFAULT, GAPS_MAX)],
    );
    return rows.map((row) => ({ ...row, batches: row.batches === null ? null : Number(row.batches) }));
  }
}
