import type { CommandContext, CommandResult } from './command-context';
import { canAsk, confirm } from './confirm';
import type { Plan, PlannedChange } from './documents/plan';
import { renderPlan } from './render/plan';
import { waitForRollout } from './wait-for-rollout';

/** The options that all commands with a plan share. */
export interface ChangeOptions {
  readonly dryRun?: boolean;
  readonly expectPlan?: string;
  readonly comment?: string;
  readonly wait?: number;
  readonly yes?: boolean;
  readonly verbose?: boolean;
}

export interface PlannedChangeWork {
  /** Returns what would change, without changing anything. */
  readonly plan: () => Promise<Plan>;
  /** Makes the change; if a plan is given, only that plan. */
  readonly change: (expectedPlanId: string | undefined) => Promise<PlannedChange>;
  /** Refuses a plan that was hardly meant, by throwing; null if there is nothing to check. */
  readonly check?: ((plan: Plan) => void) | null;
  /** The question that asks for confirmation. */
  readonly question: string;
  /** The message for an empty plan. */
  readonly nothingToDo: string;
}

/**
 * Shows the plan, asks for confirmation at a terminal, and makes exactly that change. Without a terminal, or if the plan was
 * already reviewed, it makes the change at once.
 */
export async function makePlannedChange(
  context: CommandContext,
  options: ChangeOptions,
  work: PlannedChangeWork,
): Promise<CommandResult> {
  const { check = null } = work;
  if (options.dryRun === true) return tellPlan(context, await work.plan(), options);
  const { output, io } = context;
  const view = { paint: output.paint, isVerbose: options.verbose };
  const asks = options.yes !== true && options.expectPlan === undefined && !output.json && canAsk(io);
  if (!asks && check === null) {
    const changed = await work.change(options.expectPlan);
    output.print(renderPlan(changed.plan, view));
    return conclude(context, changed, options, work);
  }
  const plan = await work.plan();
  output.print(renderPlan(plan, view));
  check?.(plan);
  if (asks && !plan.isEmpty) await confirm(work.question, io);
  return conclude(context, await work.change(plan.id), options, work);
}

/** Shows what would change. */
export function tellPlan(
  { output }: CommandContext,
  plan: Plan,
  { verbose }: Pick<ChangeOptions, 'verbose'>,
  check: (plan: Plan) => void = () => undefined,
): CommandResult {
  output.print(renderPlan(plan, { paint: output.paint, isVerbose: verbose }));
  check(plan);
  output.note('Dry run: nothing was changed.');
  return { json: { applied: false, revision: null, plan, rollout: null } };
}

async function conclude(
  context: CommandContext,
  { plan, applied, revision }: PlannedChange,
  options: ChangeOptions,
  work: PlannedChangeWork,
): Promise<CommandResult> {
  const { output } = context;
  output.print(plan.isEmpty ? `${work.nothingToDo} (revision ${revision})` : `Revision ${revision} is committed.`);
  return afterCommit(context, revision, options.wait, { applied, plan });
}

/** The last step of every command that commits: waits for the rollout if asked, and adds its outcome to the result. */
export async function afterCommit(
  context: CommandContext,
  revision: number,
  waitSeconds: number | undefined,
  result: Record<string, unknown>,
): Promise<CommandResult> {
  if (waitSeconds === undefined) return { json: { ...result, revision, rollout: null } };
  const { rollout, failure } = await waitForRollout(context, revision, waitSeconds);
  if (failure === null) context.output.note(`Every live data plane serves revision ${revision}.`);
  return { json: { ...result, revision, rollout }, ...(failure === null ? {} : { failure }) };
}
