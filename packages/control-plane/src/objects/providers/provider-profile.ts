import {
  credentialPlaceSchema,
  wireFormatSchema,
  modelPlaceSchema,
  streamFramingSchema,
  type ModelPlace,
  type CredentialPlace,
  type StreamFraming,
  type WireFormat,
} from '@switchyard/contract';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export const CredentialPlaceEnum = credentialPlaceSchema.enum;
registerEnumType(CredentialPlaceEnum, {
  name: 'CredentialPlace',
  description: "Where an endpoint's credential is put.",
  valuesConfig: {
    HEADER: { description: 'In a header.' },
    QUERY_PARAMETER: { description: 'In a query parameter.' },
    NONE: { description: 'Nowhere.' },
  },
});

export const WireFormatEnum = wireFormatSchema.enum;
registerEnumType(WireFormatEnum, {
  name: 'WireFormat',
  description: "The vendors' formats in which the gateway itself can answer.",
  valuesConfig: {
    OPENAI: { description: "OpenAI's." },
    ANTHROPIC: { description: "Anthropic's." },
    GEMINI: { description: "Gemini's." },
    MISTRAL: { description: "Mistral's." },
  },
});

export const ModelPlaceEnum = modelPlaceSchema.enum;
registerEnumType(ModelPlaceEnum, {
  name: 'ModelPlace',
  description: 'Where a request names the model.',
  valuesConfig: {
    JSON_BODY: { description: 'A member of a JSON body.' },
    PATH: { description: 'A segment of the path.' },
    HEADER: { description: 'A header.' },
    QUERY_PARAMETER: { description: 'A query parameter.' },
    FORM_FIELD: { description: 'A field of a multipart form.' },
  },
});

export const StreamFramingEnum = streamFramingSchema.enum;
registerEnumType(StreamFramingEnum, {
  name: 'StreamFraming',
  description: 'How a streamed answer is cut into events.',
  valuesConfig: {
    SERVER_SENT_EVENTS: { description: 'As server-sent events.' },
    JSON_ARRAY: {
      description: 'As the elements of one JSON array, where it is no `text/event-stream`.',
    },
  },
});

@ObjectType({ description: 'A header with its value.' })
export class HeaderValue {
  @Field(() => String, { description: "The header's name, in lower case." })
  name: string;

  @Field(() => String, { description: 'Its value.' })
  value: string;
}

@ObjectType({ description: 'An operation that is routed, and where it names the model.' })
export class RoutedOperation {
  @Field(() => String, {
    description:
      "Its path below the endpoint's URL, with `{model}` where the path holds the model, such as `chat/completions`.",
  })
  path: string;

  @Field(() => ModelPlaceEnum, { description: 'Where a request names the model.' })
  modelPlace: ModelPlace;

  @Field(() => String, {
    nullable: true,
    description:
      'The JSON pointer (`*` for every element of an array), or the name of the header, the query parameter or the form field; null for the path.',
  })
  modelKey: string | null;

  @Field(() => Boolean, {
    description:
      "Whether it always goes to the AI API's default endpoint, past every policy, with a model of the provider: for what leaves something behind with one account.",
  })
  pinned: boolean;

  @Field(() => StreamFramingEnum, {
    nullable: true,
    description: "How its streamed answer is cut into events; null for the profile's way.",
  })
  streamFraming: StreamFraming | null;
}

@ObjectType({ description: 'How a stream event is recognised: everything that is given must hold.' })
export class StreamEventRule {
  @Field(() => String, {
    nullable: true,
    description:
      "The event's type: its name or, where it has none, the member `type` of its data; `*` at its beginning stands for any text. Null for any.",
  })
  event: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A JSON pointer to a member that must be there and not empty, with `*` for any element of an array; null for none.',
  })
  present: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The text that this member must be; null where it may be anything that is not empty.',
  })
  value: string | null;

  @Field(() => String, { nullable: true, description: 'The whole data of the event; null for any.' })
  data: string | null;
}

@ObjectType({ description: 'How a provider is spoken to.' })
export class ProviderProfile {
  @Field(() => ID, { description: 'The id of the provider or of the template that it belongs to.' })
  id: string;

  @Field(() => CredentialPlaceEnum, { description: "Where an endpoint's credential is put." })
  credentialPlace: CredentialPlace;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the header or the query parameter; null where there is none.',
  })
  credentialName: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What stands before the credential in a header, such as `Bearer `; null where nothing does.',
  })
  credentialPrefix: string | null;

  @Field(() => [HeaderValue], { description: 'The headers that are sent with every request.' })
  fixedHeaders: HeaderValue[];

  @Field(() => [RoutedOperation], {
    description: "The operations that are routed; all others go to the AI API's default endpoint as they are.",
  })
  routedOperations: RoutedOperation[];

  @Field(() => WireFormatEnum, {
    description: "The format of errors and of the model list, as the provider's own SDK expects them.",
  })
  wireFormat: WireFormat;

  @Field(() => String, {
    nullable: true,
    description:
      'The path at which the gateway answers with the models that a consumer can reach, or several with a space between; null where it does not.',
  })
  modelListPath: string | null;

  @Field(() => [String], { description: 'The error codes in a 404 or 400 that mean that the model does not exist.' })
  modelNotFoundCodes: string[];

  @Field(() => [String], {
    description: "The error codes that mean that the endpoint's credential was refused, in any 4xx.",
  })
  credentialRejectedCodes: string[];

  @Field(() => StreamFramingEnum, { description: 'How a streamed answer is cut into events.' })
  streamFraming: StreamFraming;

  @Field(() => [StreamEventRule], { description: 'The stream events that carry content.' })
  contentEvents: StreamEventRule[];

  @Field(() => [StreamEventRule], {
    description: 'The stream events of which one must come, or the answer counts as cut.',
  })
  endEvents: StreamEventRule[];

  @Field(() => [StreamEventRule], { description: 'The stream events that report an error.' })
  errorEvents: StreamEventRule[];

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer names the model that gave it; in the form of `promptTokensPath`; null where it does not.',
  })
  responseModelPath: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the tokens of the prompt: JSON pointers, into the answer or into a stream event, or `header:` and a name; with a space between several, of which the first that is there holds; null where it does not.',
  })
  promptTokensPath: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the tokens of the completion; in the form of `promptTokensPath`; null where it does not.',
  })
  completionTokensPath: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the cached tokens of the prompt; in the form of `promptTokensPath`; null where it does not.',
  })
  cachedTokensPath: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the answer counts the reasoning tokens; in the form of `promptTokensPath`; null where it does not.',
  })
  reasoningTokensPath: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the answer counts all tokens; in the form of `promptTokensPath`; null where it does not.',
  })
  totalTokensPath: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The response header that tells the remaining tokens; null where there is none.',
  })
  remainingTokensHeader: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The response header that tells when the remaining tokens are reset; null where there is none.',
  })
  remainingTokensResetHeader: string | null;

  @Field(() => [String], { description: 'The members that this provider overrides; empty for a template.' })
  overrides: string[];
}
