import { type ModelPlace, type CredentialPlace, type WireFormat } from '@switchyard/contract';
import { Field, InputType } from 'type-graphql';
import { CredentialPlaceEnum, ModelPlaceEnum, WireFormatEnum } from './provider-profile';

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
    description: 'The JSON pointer, or the name of the header, the query parameter or the form field.',
  })
  modelKey?: string | null;
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

  @Field(() => [String], {
    nullable: true,
    description: 'The error codes in a 404 that mean that the model does not exist.',
  })
  modelNotFoundCodes?: string[] | null;
}
