import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { RECOST_USAGE } from '../documents/usage';
import { CliFailure } from '../failure';
import { momentBefore } from '../option-values';
import { untilOption } from '../options';
import { countOf } from '../render/figures';

const DAY_MS = 86_400_000;

const HELP = `
Use it after correcting prices. It changes no configuration and can be repeated. Attempts of models that were deleted since keep
their cost, because no price is known for them. The records of single requests keep theirs too: they say what was computed then.

Example:
  switchyard recost --since 2027-03-01`;

interface RecostOptions {
  readonly since: string;
  readonly until?: string;
}

export function addRecost(program: Command, perform: Perform): void {
  program
    .command('recost')
    .description("compute the costs of a period again, from its tokens and today's prices")
    .addOption(
      new Option('--since <moment>', 'the start: a date or time, or how long ago, such as 24h or 7d')
        .argParser(momentBefore(Date.now))
        .makeOptionMandatory(),
    )
    .addOption(untilOption())
    .addHelpText('after', HELP)
    .action((options: RecostOptions) => perform((context) => recost(context, options)));
}

/** Day by day, so that no request takes long and a terminal shows how far it is. */
async function recost({ client, output }: CommandContext, options: RecostOptions): Promise<CommandResult> {
  const [fromMs, toMs] = [
    Date.parse(options.since),
    options.until === undefined ? Date.now() : Date.parse(options.until),
  ];
  if (toMs <= fromMs) throw new CliFailure('usage', '--until must be after --since.');
  const total = { hours: 0, recosted: 0, kept: 0 };
  for (let dayMs = fromMs; dayMs < toMs; dayMs = nextMidnight(dayMs)) {
    const [from, to] = [new Date(dayMs), new Date(Math.min(nextMidnight(dayMs), toMs))];
    const { recostUsage } = await client.ask(RECOST_USAGE, { input: { from, to } });
    total.hours += recostUsage.hours;
    total.recosted += recostUsage.recosted;
    total.kept += recostUsage.kept;
    if (recostUsage.hours > 0)
      output.note(`${from.toISOString().slice(0, 10)}: ${countOf(recostUsage.recosted)} attempts`);
  }
  output.print(
    `Computed the cost of ${countOf(total.recosted)} attempts in ${countOf(total.hours)} hours. ${countOf(total.kept)} attempts keep theirs.`,
  );
  return { json: total };
}

function nextMidnight(ms: number): number {
  return (Math.floor(ms / DAY_MS) + 1) * DAY_MS;
}
