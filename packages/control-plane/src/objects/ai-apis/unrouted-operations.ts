import { unroutedOperationsSchema } from '@switchyard/contract';
import { registerEnumType } from 'type-graphql';

export const UnroutedOperationsEnum = unroutedOperationsSchema.enum;
registerEnumType(UnroutedOperationsEnum, {
  name: 'UnroutedOperations',
  description: "What becomes of requests for operations that the provider's profile does not route.",
  valuesConfig: {
    PASS: { description: 'They go to the default endpoint as they are, with any model that they may name.' },
    REFUSE: { description: 'They are answered by 404 `operation_not_allowed`.' },
  },
});
