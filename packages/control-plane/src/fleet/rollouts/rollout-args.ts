import { ArgsType, Field, Int } from 'type-graphql';
import { DATA_PLANES_MAX } from '../data-planes/data-plane-directory';
import { badInput } from '../../kernel/errors/domain-error';

export const WAIT_SECONDS_MAX = 60;

/** What to wait for before a rollout is answered. */
@ArgsType()
export class RolloutArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many live data planes must have applied it before the wait ends; all unless given.',
  })
  dataPlanes?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long to wait for them, 0 to 60 seconds.',
    defaultValue: 0,
  })
  waitSeconds?: number | null;
}

/** @throws DomainError BAD_USER_INPUT where a member is out of range */
export function checkRolloutArgs({ dataPlanes, waitSeconds }: RolloutArgs) {
  const wanted = { dataPlanes: dataPlanes ?? null, waitSeconds: waitSeconds ?? 0 };
  const isNoCount = wanted.dataPlanes !== null && (wanted.dataPlanes < 1 || wanted.dataPlanes > DATA_PLANES_MAX);
  const isNoWait = wanted.waitSeconds < 0 || wanted.waitSeconds > WAIT_SECONDS_MAX;
  const outOfRange = (path: string, message: string) => ({ path, message, reason: 'OUT_OF_RANGE' as const });
  const problems = [
    ...(isNoCount ? [outOfRange('dataPlanes', `must be 1 to ${DATA_PLANES_MAX}, or left out for all`)] : []),
    ...(isNoWait ? [outOfRange('waitSeconds', `must be 0 to ${WAIT_SECONDS_MAX}`)] : []),
  ];
  if (problems.length > 0) throw badInput(problems);
  return wanted;
}

/**
 * Refuses the same as soon as the document is read: the change is committed by the time that its rollout is resolved,
 * and would look refused.
 *
 * @param argument gives the value of an argument as the document and its variables have it
 * @returns what asking for a rollout costs besides its answer: nothing
 * @throws DomainError BAD_USER_INPUT where a member is out of range
 */
export function refuseRolloutArgs(argument: (name: string) => unknown): number {
  const numberOf = (name: string) => {
    const value = argument(name);
    // What is no number GraphQL refuses itself.
    return typeof value === 'number' ? value : null;
  };
  checkRolloutArgs({ dataPlanes: numberOf('dataPlanes'), waitSeconds: numberOf('waitSeconds') });
  return 0;
}
