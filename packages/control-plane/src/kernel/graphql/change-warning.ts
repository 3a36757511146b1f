import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { ObjectKind } from '../object-kind';

/** The most that a change lists. */
export const WARNINGS_MAX = 1_000;

/** In the order in which they are listed. */
export const ChangeWarningCode = {
  CREDENTIAL_MISSING: 'CREDENTIAL_MISSING',
  CA_CERTIFICATE_EXPIRING: 'CA_CERTIFICATE_EXPIRING',
  CA_CERTIFICATE_UNUSED: 'CA_CERTIFICATE_UNUSED',
  KEYS_REVOKED: 'KEYS_REVOKED',
  ACCESS_REVOKED: 'ACCESS_REVOKED',
  ACCESS_MISSING: 'ACCESS_MISSING',
  ENVIRONMENT_UNSERVED: 'ENVIRONMENT_UNSERVED',
  SIDE_UNSERVED: 'SIDE_UNSERVED',
  PRIMARY_NAME_SHARED: 'PRIMARY_NAME_SHARED',
  ALIAS_HIDES_MODEL: 'ALIAS_HIDES_MODEL',
  ALIAS_UNSERVED: 'ALIAS_UNSERVED',
  PROVIDER_UNUSED: 'PROVIDER_UNUSED',
  PROVIDER_UNREACHABLE: 'PROVIDER_UNREACHABLE',
  BASE_PATH_MOVED: 'BASE_PATH_MOVED',
  FIRST_PROVIDER_CHANGED: 'FIRST_PROVIDER_CHANGED',
  POLICY_REPLACED: 'POLICY_REPLACED',
  LABELS_REMOVED: 'LABELS_REMOVED',
} as const;
export type ChangeWarningCode = keyof typeof ChangeWarningCode;
registerEnumType(ChangeWarningCode, {
  name: 'ChangeWarningCode',
  description: 'The kinds of warning about a change.',
  valuesConfig: {
    CREDENTIAL_MISSING: {
      description: "An endpoint is left without a credential, although its provider's profile sends one.",
    },
    CA_CERTIFICATE_EXPIRING: {
      description:
        'An endpoint is given a CA certificate that expires within 30 days, has expired or is not valid yet.',
    },
    CA_CERTIFICATE_UNUSED: {
      description: 'An endpoint has a CA certificate that has no effect, because its URL begins with `http://`.',
    },
    KEYS_REVOKED: { description: 'A consumer is deleted, and its active keys are revoked with it.' },
    ACCESS_REVOKED: { description: 'Consumers lose access to an AI API that is deleted.' },
    ACCESS_MISSING: { description: 'An AI API is created or comes back, and no consumer has access to it.' },
    ENVIRONMENT_UNSERVED: {
      description:
        'An AI API refuses requests of an environment that it served before: all of them, or those that no policy routes.',
    },
    SIDE_UNSERVED: {
      description:
        'A policy can no longer route the requests of an environment: that side has no targets and the AI API no enabled default endpoint, or none of its targets is in rotation.',
    },
    PRIMARY_NAME_SHARED: {
      description:
        "Several failover policies of an AI API have primaries of one name in one environment: requests for it go to the first provider's.",
    },
    ALIAS_HIDES_MODEL: { description: "An alias has the name of another model of the AI API's providers." },
    ALIAS_UNSERVED: {
      description:
        'An AI API refuses requests for an alias in both environments: no policy has its model as its primary, and no default endpoint takes it.',
    },
    PROVIDER_UNUSED: {
      description: 'No policy targets any model of a provider that an AI API lists after its first.',
    },
    PROVIDER_UNREACHABLE: {
      description:
        'A provider that an AI API lists after its first has no operation in common with the first: no request can go to it.',
    },
    BASE_PATH_MOVED: { description: 'An AI API moves to another base path.' },
    FIRST_PROVIDER_CHANGED: {
      description:
        "An AI API gets another first provider, whose profile says what consumers' paths mean and where their keys are.",
    },
    POLICY_REPLACED: {
      description: 'A policy is replaced by one of another kind, so data planes reset its counters.',
    },
    LABELS_REMOVED: {
      description: 'An object loses labels, or their values change: selectors that matched it may no longer do so.',
    },
  },
});

@ObjectType({ description: 'A warning about a change that is allowed, but may not be intended.' })
export class ChangeWarning {
  @Field(() => ChangeWarningCode, { description: 'The kind of warning.' })
  code: ChangeWarningCode;

  @Field(() => String, { description: 'The warning as a sentence.' })
  message: string;

  @Field(() => ObjectKind, { description: 'The kind of the object that it concerns.' })
  kind: ObjectKind;

  @Field(() => [String], { description: 'The path of names to that object, its own last.' })
  path: string[];
}
