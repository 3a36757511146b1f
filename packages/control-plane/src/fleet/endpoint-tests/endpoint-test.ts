import { type EndpointTestOutcome, TESTED_MODELS_MAX } from '@switchyard/contract';
import { Extensions, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Endpoint } from '../../objects/endpoints/endpoint';

/** Of each outcome, what it means. */
const OUTCOMES: { readonly [O in EndpointTestOutcome]: string } = {
  ACCEPTED: 'The vendor accepted the credential and listed its models.',
  ANSWERED: "The vendor answered. Its provider's profile names no model list, so the credential was not judged.",
  CREDENTIAL_REJECTED: 'The vendor rejects the credential: rotate it.',
  FORBIDDEN:
    'The vendor refuses this request, but does not call the credential invalid: check what the credential may do, such as listing models.',
  ACCOUNT_EXHAUSTED: "The vendor's account has no credit or quota left.",
  RATE_LIMITED: "The vendor's rate limit is reached. The credential was accepted.",
  OVERLOADED: 'The vendor is overloaded: test again later.',
  NOT_FOUND: "There is no model list below the URL: check the URL and the provider's template.",
  UNEXPECTED_ANSWER: "The response is not a list of models: check the URL and the provider's template.",
  UNREACHABLE: "The data plane cannot connect to the URL: check its host and port, DNS and the data plane's network.",
  CERTIFICATE_UNTRUSTED: "The data plane does not trust the server's certificate: set the endpoint's CA certificate.",
  PROXY_FAILED: "The data plane's own proxy cannot be reached or refuses to connect: check HTTPS_PROXY and HTTP_PROXY.",
  TIMEOUT: 'The vendor did not answer in time.',
  CREDENTIAL_UNREADABLE:
    'The data plane cannot open the credential: rotate it, and check that both planes have the same sealing key.',
  CERTIFICATE_UNREADABLE: "The data plane cannot read the endpoint's CA certificate: set it again.",
  BUSY: 'The data plane has no room for another test: test again later.',
};

/** What the outcomes that speak of the credential mean where none was sent. */
const WITHOUT_CREDENTIAL: { readonly [O in EndpointTestOutcome]?: string } = {
  ACCEPTED: 'The vendor listed its models without a credential.',
  ANSWERED: "The vendor answered. Its provider's profile names no model list, so nothing else was checked.",
  CREDENTIAL_REJECTED:
    "The vendor requires a credential, but none is sent: set the endpoint's, and check where the provider's profile puts it.",
  FORBIDDEN: "The vendor refuses this request. No credential is sent: set the endpoint's if the vendor requires one.",
  RATE_LIMITED: "The vendor's rate limit is reached.",
};

/** What an outcome means, for people. @param isCredentialSent whether requests have the endpoint's credential */
export function meaningOf(outcome: EndpointTestOutcome, isCredentialSent: boolean): string {
  return (isCredentialSent ? undefined : WITHOUT_CREDENTIAL[outcome]) ?? OUTCOMES[outcome];
}

export const EndpointTestOutcomeEnum = Object.fromEntries(
  Object.keys(OUTCOMES).map((outcome) => [outcome, outcome]),
) as { readonly [O in EndpointTestOutcome]: O };
registerEnumType(EndpointTestOutcomeEnum, {
  name: 'EndpointTestOutcome',
  description: 'How the test of an endpoint ended.',
  valuesConfig: Object.fromEntries(
    Object.entries(OUTCOMES).map(([outcome, description]) => [outcome, { description }]),
  ) as { [O in EndpointTestOutcome]: { description: string } },
});

@ObjectType({
  description:
    "The result of asking an endpoint's vendor for its models from a data plane. It never contains what the vendor wrote besides the names of models.",
})
export class EndpointTest {
  @Field(() => EndpointTestOutcomeEnum, { description: 'How it ended.' })
  outcome: EndpointTestOutcome;

  @Field(() => Boolean, { description: 'Whether requests can be expected to work: ACCEPTED or ANSWERED.' })
  passed: boolean;

  @Field(() => String, { description: 'How it ended and what to do, in a sentence.' })
  message: string;

  @Field(() => Int, { nullable: true, description: "The HTTP status of the vendor's response; null if none came." })
  status: number | null;

  @Field(() => Float, { description: 'How long it took, in milliseconds.' })
  durationMs: number;

  @Field(() => String, {
    nullable: true,
    description: 'What is wrong with the connection, such as `connect ECONNREFUSED`; null if it was not at fault.',
  })
  detail: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "The vendor's names for its models, at most 1,000; null unless the outcome is ACCEPTED.",
  })
  @Extensions({ listLength: TESTED_MODELS_MAX })
  models: string[] | null;
}

@InputType({ description: 'The endpoint to test.' })
export class TestEndpointInput {
  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;
}

@ObjectType({ description: 'How the test of an endpoint ended.' })
export class TestEndpointPayload {
  @Field(() => EndpointTest, { description: 'The result.' })
  test: EndpointTest;

  @Field(() => Endpoint, { description: 'The endpoint.' })
  endpoint: Endpoint;
}

@InputType({ description: 'The endpoint whose vendor is asked for its models.' })
export class FetchModelsInput {
  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;
}

@ObjectType({ description: 'A model that a vendor lists.' })
export class FetchedModel {
  @Field(() => String, { description: "The vendor's name for it." })
  name: string;

  @Field(() => Boolean, { description: "Whether the endpoint's provider has a model of this name." })
  isAdded: boolean;
}

@ObjectType({ description: "The models that an endpoint's vendor lists." })
export class FetchModelsPayload {
  @Field(() => [FetchedModel], { description: "In the vendor's order, at most 1,000; none if the test failed." })
  @Extensions({ listLength: TESTED_MODELS_MAX })
  models: FetchedModel[];

  @Field(() => EndpointTest, { description: 'How asking ended.' })
  test: EndpointTest;

  @Field(() => Endpoint, { description: 'The endpoint.' })
  endpoint: Endpoint;
}
