import {
  credentialPlaceSchema,
  wireFormatSchema,
  modelPlaceSchema,
  type ModelPlace,
  type CredentialPlace,
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
  },
});

export const ModelPlaceEnum = modelPlaceSchema.enum;
registerEnumType(ModelPlaceEnum, {
  name: 'ModelPlace',
  description: 'Where a request names the model.',
  valuesConfig: {
    JSON_BODY: { description: 'A member of a JSON body.' },
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
      'The JSON pointer, or the name of the header, the query parameter or the form field; null for the path.',
  })
  modelKey: string | null;
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

  @Field(() => [String], { description: 'The error codes in a 404 that mean that the model does not exist.' })
  modelNotFoundCodes: string[];

  @Field(() => [String], { description: 'The members that this provider overrides; empty for a template.' })
  overrides: string[];
}
