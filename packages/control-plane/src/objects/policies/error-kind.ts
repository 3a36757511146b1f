import { errorKindSchema } from '@switchyard/contract';
import { enumTypeOf } from '../../kernel/graphql/schema-types';

export const ErrorKindEnum = enumTypeOf(errorKindSchema);

export const FAILOVER_ON_DESCRIPTION =
  'The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID.';
