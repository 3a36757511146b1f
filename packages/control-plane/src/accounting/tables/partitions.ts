import type { DataSource, EntityManager } from 'typeorm';
import { keptFrom, type Retention } from './retention';
import { daysBetween, forgetDays } from './summed-days';
import { changeUnlessHeld, oneAtATime } from './table-locks';
import { SUMS_NAMES } from './usage-sums';

/** How many further days and months have partitions: creating one is cheap only while the default partition is empty. */
const DAYS_AHEAD = 3;
const MONTHS_AHEAD = 1;
/** Two control planes would create the same partitions at once. */
const PARTITIONS_LOCK = 7_305_472;

interface PartitionedTable {
  readonly name: string;
  readonly period: 'DAY' | 'MONTH';
  readonly kept: keyof ReturnType<typeof keptFrom>;
  /** Whether days are summed from it or into it: where its rows move or go, the sums of their days are forgotten. */
  readonly hasDays?: boolean;
  /** The table for whose partitions this one has its own, also for those of the past. */
  readonly follows?: string;
}

/** Hours are kept for so long that days would be many hundreds of partitions. */
const TABLES: readonly PartitionedTable[] = [
  ...SUMS_NAMES.map((name) => ({ name: `${name}_minute`, period: 'DAY' as const, kept: 'minutes' as const })),
  ...SUMS_NAMES.flatMap((name) => {
    const common = { period: 'MONTH', kept: 'hours', hasDays: true } as const;
    return [
      { ...common, name: `${name}_hour` },
      { ...common, name: `${name}_day`, follows: `${name}_hour` },
    ];
  }),
  { name: 'request_record', period: 'DAY', kept: 'records' },
];

/** What a run did and found. */
export interface PartitionsRun {
  readonly created: readonly string[];
  readonly dropped: readonly string[];
  /** Partitions that could not be created or dropped in time, because others used the table. */
  readonly postponed: readonly string[];
  /** Default partitions that hold rows: something reports times that no partition is for. */
  readonly defaultsInUse: readonly string[];
}

/**
 * Creates the partitions of today and of days ahead, and of earlier days that a default partition has rows of. Those rows move
 * to the new partition. Drops partitions that are no longer kept, whole.
 *
 * @returns null if another control plane is at it
 */
export async function maintainPartitions(
  dataSource: DataSource,
  retention: Retention,
  nowMs: number,
): Promise<PartitionsRun | null> {
  return oneAtATime(dataSource, PARTITIONS_LOCK, () =>
    new Run(dataSource, keptFrom(retention, nowMs), nowMs).maintain(),
  );
}

class Run implements PartitionsRun {
  readonly created: string[] = [];
  readonly dropped: string[] = [];
  readonly postponed: string[] = [];
  readonly defaultsInUse: string[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly kept: ReturnType<typeof keptFrom>,
    private readonly nowMs: number,
  ) {}

  async maintain(): Promise<PartitionsRun> {
    for (const table of TABLES) await this.#maintainTable(table);
    const { created, dropped, postponed, defaultsInUse } = this;
    return { created, dropped, postponed, defaultsInUse };
  }

  async #maintainTable(table: PartitionedTable): Promise<void> {
    const keptFromMs = this.kept[table.kept];
    const present = await partitionsOf(this.dataSource.manager, table);
    const wanted = [
      ...(await this.#periodsInDefault(table, keptFromMs)),
      ...(await this.#periodsFollowed(table, keptFromMs)),
      ...periodsAhead(table, this.nowMs),
    ];
    for (const period of new Map(wanted.map((each) => [each.name, each])).values()) {
      if (present.some(({ name }) => name === period.name)) continue;
      if (await this.#change(table, period, (manager) => createPartition(manager, table, period))) {
        this.created.push(period.name);
      }
    }
    for (const period of present) {
      if (period.to > keptFromMs) continue;
      const { name } = period;
      if (await this.#change(table, period, (manager) => manager.query(`DROP TABLE ${name}`))) this.dropped.push(name);
    }
    const byDefault = `${table.name}_default`;
    await this.#deleteOld(table, byDefault, keptFromMs);
    const rows: unknown[] = await this.dataSource.query(`SELECT 1 FROM ${byDefault} LIMIT 1`);
    if (rows.length > 0) this.defaultsInUse.push(byDefault);
  }

  #deleteOld({ hasDays = false }: PartitionedTable, byDefault: string, keptFromMs: number): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const rows: { day: Date }[] = await manager.query(
        `WITH old AS (DELETE FROM ${byDefault} WHERE at < $1 RETURNING at)
         SELECT DISTINCT date_trunc('day', at, 'UTC') AS day FROM old`,
        [new Date(keptFromMs)],
      );
      if (hasDays)
        await forgetDays(
          manager,
          rows.map(({ day }) => day),
        );
    });
  }

  /** Those until now of rows in the default partition: a data plane may report days late, to a database that is younger. */
  async #periodsInDefault(table: PartitionedTable, keptFromMs: number): Promise<Period[]> {
    const unit = table.period === 'MONTH' ? 'month' : 'day';
    const rows: { from: Date }[] = await this.dataSource.query(
      `SELECT DISTINCT date_trunc('${unit}', at, 'UTC') AS from FROM ${table.name}_default WHERE at >= $1 AND at < $2`,
      [new Date(keptFromMs), new Date(this.nowMs)],
    );
    return rows.map(({ from }) => periodAt(table, from.getTime()));
  }

  /** Those that are kept of the partitions of the table that this one follows. */
  async #periodsFollowed(table: PartitionedTable, keptFromMs: number): Promise<Period[]> {
    const { follows } = table;
    if (follows === undefined) return [];
    const present = await partitionsOf(this.dataSource.manager, { ...table, name: follows });
    return present.filter(({ to }) => to > keptFromMs).map(({ from }) => periodAt(table, from));
  }

  /** @returns whether it was done: false if others held the table for too long */
  async #change(
    { hasDays = false }: PartitionedTable,
    { name, from, to }: Period,
    change: (manager: EntityManager) => Promise<unknown>,
  ): Promise<boolean> {
    const isDone = await changeUnlessHeld(this.dataSource, async (manager) => {
      await change(manager);
      if (hasDays) await forgetDays(manager, daysBetween(from, to));
    });
    if (!isDone) this.postponed.push(name);
    return isDone;
  }
}

interface Period {
  /** The partition's name, which ends in the day or month. */
  readonly name: string;
  /** In ms since the epoch; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

function periodsAhead(table: PartitionedTable, nowMs: number): Period[] {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (table.period === 'MONTH') {
    return Array.from({ length: 1 + MONTHS_AHEAD }, (_, ahead) => periodAt(table, Date.UTC(year, month + ahead)));
  }
  return Array.from({ length: 1 + DAYS_AHEAD }, (_, ahead) => periodAt(table, Date.UTC(year, month, day + ahead)));
}

/** @param from when it begins, in ms since the epoch */
function periodAt({ name, period }: PartitionedTable, from: number): Period {
  const begin = new Date(from);
  const [year, month, day] = [begin.getUTCFullYear(), begin.getUTCMonth(), begin.getUTCDate()];
  const to = period === 'MONTH' ? Date.UTC(year, month + 1) : Date.UTC(year, month, day + 1);
  const digits = begin
    .toISOString()
    .slice(0, period === 'MONTH' ? 7 : 10)
    .replaceAll('-', '');
  return { name: `${name}_${digits}`, from, to };
}

async function partitionsOf(manager: EntityManager, table: PartitionedTable): Promise<Period[]> {
  const rows: { name: string }[] = await manager.query(
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass',
    [table.name],
  );
  return rows.flatMap(({ name }) => {
    const [, year = '', month = '', day = ''] = /_(\d{4})(\d{2})(\d{2})?$/.exec(name) ?? [];
    return year === '' ? [] : [periodAt(table, Date.UTC(Number(year), Number(month) - 1, Number(day || 1)))];
  });
}

/**
 * The rows of the default partition would keep it from being attached, so they move before. Readers wait at the table itself: one
 * that waits at the default partition already knows the partitions of before, and finds the rows in none of them.
 */
async function createPartition(
  manager: EntityManager,
  { name: parent }: PartitionedTable,
  period: Period,
): Promise<void> {
  const { name, from, to } = period;
  const [begin, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  await manager.query(`LOCK TABLE ONLY ${parent}, ${parent}_default IN ACCESS EXCLUSIVE MODE`);
  await manager.query(`CREATE TABLE ${name} (LIKE ${parent} INCLUDING DEFAULTS)`);
  await manager.query(
    `WITH moved AS (DELETE FROM ${parent}_default WHERE at >= $1 AND at < $2 RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
    [begin, end],
  );
  await manager.query(`ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM ('${begin}') TO ('${end}')`);
}
