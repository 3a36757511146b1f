import { ArgsType, Field, Int } from 'type-graphql';
import { DATA_PLANES_MAX } from '../data-planes/data-plane-directory';
import { badInput } from '../../kernel/errors/domain-error';

export const WAIT_SECONDS_MAX = 60;

/** What to wait for before a rollout is returned. */
@ArgsType()
export class RolloutArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many live data planes must have applied the revision before the wait ends; all by default.',
  })
  dataPlanes?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many seconds to wait, 0 to 60.',
    defaultValue: 0,
  })
  waitSeconds?: number | null;
}

/** @throws DomainError BAD_USER_INPUT if an argument is out of range */
export function checkRolloutArgs({ dataPlanes, waitSeconds }: RolloutArgs) {
  const wanted = { dataPlanes: dataPlanes ?? null, waitSeconds: waitSeconds ?? 0 };
  const isInvalidCount = wanted.dataPlanes !== null && (wanted.dataPlanes < 1 || wanted.dataPlanes > DATA_PLANES_MAX);
  const isInvalidWait = wanted.waitSeconds < 0 || wanted.waitSeconds > WAIT_SECONDS_MAX;
  const outOfRange = (path: string, message: string) => ({ path, message, reason: 'OUT_OF_RANGE' as const });
  const problems = [
    ...(isInvalidCount ? [outOfRange('dataPlanes', `must be 1 to ${DATA_PLANES_MAX}, or omitted for all`)] : []),
    ...(isInvalidWait ? [outOfRange('waitSeconds', `must be 0 to ${WAIT_SECONDS_MAX}`)] : []),
  ];
  if (problems.length > 0) throw badInput(problems);
  return wanted;
}

/**
 * Refuses the same arguments before execution: when the rollout is resolved the change is already committed, and a refusal
 * then would look as if the change had failed.
 *
 * @param argument returns the value of an argument from the document and its variables
 * @returns 0: a rollout costs nothing besides its response
 * @throws DomainError BAD_USER_INPUT if an argument is out of range
 */
export function refuseRolloutArgs(argument: (name: string) => unknown): number {
  const numberOf = (name: string) => {
    const value = argument(name);
    // GraphQL itself refuses other types.
    return typeof value === 'number' ? value : null;
  };
  checkRolloutArgs({ dataPlanes: numberOf('dataPlanes'), waitSeconds: numberOf('waitSeconds') });
  return 0;
}
