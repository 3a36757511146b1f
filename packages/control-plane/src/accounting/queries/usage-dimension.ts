import { type Outcome, outcomeSchema, type Environment } from '@switchyard/contract';
import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { enumTypeOf } from '../../kernel/graphql/schema-types';

/** What usage can be grouped by, with the column of each. */
export const DIMENSION_COLUMNS = {
  AI_API: 'ai_api_id',
  CONSUMER: 'consumer_id',
  ENVIRONMENT: 'environment',
  POLICY: 'policy_id',
  PROVIDER: 'provider_id',
  MODEL: 'model_id',
  ENDPOINT: 'endpoint_id',
  OUTCOME: 'outcome',
} as const;
export const UsageDimension = Object.fromEntries(Object.keys(DIMENSION_COLUMNS).map((name) => [name, name])) as {
  readonly [Name in keyof typeof DIMENSION_COLUMNS]: Name;
};
export type UsageDimension = keyof typeof UsageDimension;
registerEnumType(UsageDimension, {
  name: 'UsageDimension',
  description: 'What usage is grouped by.',
  valuesConfig: {
    AI_API: { description: 'The AI API.' },
    CONSUMER: { description: 'The consumer.' },
    ENVIRONMENT: { description: 'The environment.' },
    POLICY: { description: 'The policy. Attempts are not counted by it, so they are null.' },
    PROVIDER: { description: "An attempt's provider. Requests are not counted by it, so they are null." },
    MODEL: { description: "An attempt's model. Requests are not counted by it, so they are null." },
    ENDPOINT: { description: "An attempt's endpoint. Requests are not counted by it, so they are null." },
    OUTCOME: { description: 'The outcome: of requests for requests, and of attempts for attempts.' },
  },
});

export const OutcomeEnum = enumTypeOf(outcomeSchema);

@InputType({ description: 'Which usage to return: all of the conditions given must hold.' })
export class UsageFilter {
  @Field(() => [ID], { nullable: true, description: 'Of one of these AI APIs.' })
  aiApiIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Of one of these consumers.' })
  consumerIds?: string[] | null;

  @Field(() => EnvironmentEnum, { nullable: true, description: 'Of this environment.' })
  environment?: Environment | null;

  @Field(() => [ID], { nullable: true, description: 'Of one of these policies. Attempts are null then.' })
  policyIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Attempts at one of these providers. Requests are null then.' })
  providerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Attempts with one of these models. Requests are null then.' })
  modelIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Attempts at one of these endpoints. Requests are null then.' })
  endpointIds?: string[] | null;

  @Field(() => [OutcomeEnum], { nullable: true, description: 'With one of these outcomes.' })
  outcomes?: Outcome[] | null;
}
