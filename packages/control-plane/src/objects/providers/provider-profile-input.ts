import { type ModelPlace, type CredentialPlace, type StreamFraming, type WireFormat } from '@switchyard/contract';
import { Field, InputType } from 'type-graphql';
import { CredentialPlaceEnum, ModelPlaceEnum, StreamFramingEnum, WireFormatEnum } from './provider-profile';

@InputType({ description: 'A header with its value.' })
export class HeaderValueInput {
  @Field(() => String, { description: "The header's name." })
  name: string;

  @Field(() => String, { description: 'Its value; never a secret.' })
  value: string;
}

@InputType({ description: 'An operation that is routed, and where it names the model.' })
export class RoutedOperationInput {
  @Field(() => String, {
    description: "Its path below the endpoint's URL, with `{model}` where the path holds the model.",
  })
  path: string;

  @Field(() => ModelPlaceEnum, { description: 'Where a request names the model.' })
  modelPlace: ModelPlace;

  @Field(() => String, {
    nullable: true,
    description:
      'The JSON pointer (`*` for every element of an array), or the name of the header, the query parameter or the form field; none for the path.',
  })
  modelKey?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether it always goes to the AI API's default endpoint, past every policy; the same for all places of a path.",
    defaultValue: false,
  })
  pinned?: boolean | null;

  @Field(() => StreamFramingEnum, {
    nullable: true,
    description: "How its streamed answer is cut into events; the profile's way unless given.",
  })
  streamFraming?: StreamFraming | null;
}

@InputType({ description: 'How a stream event is recognised; at least one member.' })
export class StreamEventRuleInput {
  @Field(() => String, {
    nullable: true,
    description:
      "The event's type: its name or, where it has none, the member `type` of its data; `*` at its beginning stands for any text.",
  })
  event?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A JSON pointer to a member that must be there and not empty, with `*` for any element of an array.',
  })
  present?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The text that this member must be, instead of anything that is not empty.',
  })
  value?: string | null;

  @Field(() => String, { nullable: true, description: 'The whole data of the event.' })
  data?: string | null;
}

@InputType({ description: "What a profile does otherwise than its template; absent members are the template's." })
export class ProviderProfileInput {
  @Field(() => CredentialPlaceEnum, { nullable: true, description: "Where an endpoint's credential is put." })
  credentialPlace?: CredentialPlace | null;

  @Field(() => String, { nullable: true, description: 'The name of the header or the query parameter.' })
  credentialName?: string | null;

  @Field(() => String, { nullable: true, description: 'What stands before the credential in a header.' })
  credentialPrefix?: string | null;

  @Field(() => [HeaderValueInput], {
    nullable: true,
    description: 'The headers that are sent with every request; at most 16, none of them for a credential.',
  })
  fixedHeaders?: HeaderValueInput[] | null;

  @Field(() => [RoutedOperationInput], { nullable: true, description: 'The operations that are routed; at most 64.' })
  routedOperations?: RoutedOperationInput[] | null;

  @Field(() => WireFormatEnum, { nullable: true, description: 'The format of errors and of the model list.' })
  wireFormat?: WireFormat | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The path at which the gateway answers with the models, or several with a space between, at most 8; empty where it should not.',
  })
  modelListPath?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The error codes in a 404 or 400 that mean that the model does not exist; at most 32.',
  })
  modelNotFoundCodes?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "The error codes that mean that the endpoint's credential was refused, in any 4xx; at most 32.",
  })
  credentialRejectedCodes?: string[] | null;

  @Field(() => StreamFramingEnum, { nullable: true, description: 'How a streamed answer is cut into events.' })
  streamFraming?: StreamFraming | null;

  @Field(() => [StreamEventRuleInput], {
    nullable: true,
    description: 'The stream events that carry content; at most 64.',
  })
  contentEvents?: StreamEventRuleInput[] | null;

  @Field(() => [StreamEventRuleInput], {
    nullable: true,
    description: 'The stream events of which one must come, or the answer counts as cut; at most 64.',
  })
  endEvents?: StreamEventRuleInput[] | null;

  @Field(() => [StreamEventRuleInput], {
    nullable: true,
    description: 'The stream events that report an error; at most 64.',
  })
  errorEvents?: StreamEventRuleInput[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer names the model that gave it; in the form of `promptTokensPath`; empty where it does not.',
  })
  responseModelPath?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the tokens of the prompt: JSON pointers, into the answer or into a stream event, or `header:` and a name; with a space between several, of which the first that is there holds, at most 8; empty where it does not.',
  })
  promptTokensPath?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the tokens of the completion; in the form of `promptTokensPath`; empty where it does not.',
  })
  completionTokensPath?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the cached tokens of the prompt; in the form of `promptTokensPath`; empty where it does not.',
  })
  cachedTokensPath?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the reasoning tokens; in the form of `promptTokensPath`; empty where it does not.',
  })
  reasoningTokensPath?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the answer counts all tokens; in the form of `promptTokensPath`; empty where it does not.',
  })
  totalTokensPath?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The response header that tells the remaining tokens; empty where there is none.',
  })
  remainingTokensHeader?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The response header that tells when the remaining tokens are reset; empty where there is none.',
  })
  remainingTokensResetHeader?: string | null;
}
