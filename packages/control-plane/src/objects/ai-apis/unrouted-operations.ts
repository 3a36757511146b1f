import { unroutedOperationsSchema } from '@switchyard/contract';
import { registerEnumType } from 'type-graphql';

export const UnroutedOperationsEnum = unroutedOperationsSchema.enum;
registerEnumType(UnroutedOperationsEnum, {
  name: 'UnroutedOperations',
  description: "What happens to requests for operations that the first provider's profile does not route.",
  valuesConfig: {
    PASS: { description: 'They go to the default endpoint unchanged, with any model that they name.' },
    REFUSE: { description: 'They are answered with 404 `operation_not_allowed`.' },
  },
});
