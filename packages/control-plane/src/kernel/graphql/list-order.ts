import { Field, InputType, registerEnumType } from 'type-graphql';

export const ListOrderField = {
  NAME: 'NAME',
  CREATED_AT: 'CREATED_AT',
  UPDATED_AT: 'UPDATED_AT',
} as const;
export type ListOrderField = keyof typeof ListOrderField;
registerEnumType(ListOrderField, {
  name: 'ListOrderField',
  description: 'What a list can be sorted by; ties are broken by id.',
  valuesConfig: {
    NAME: { description: "The object's name." },
    CREATED_AT: { description: 'When the object was created.' },
    UPDATED_AT: { description: 'When the object was last changed.' },
  },
});

export const OrderDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
export type OrderDirection = keyof typeof OrderDirection;
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which way a list is sorted.',
  valuesConfig: {
    ASC: { description: 'The smallest, earliest, or first in the alphabet, first.' },
    DESC: { description: 'The largest, latest, or last in the alphabet, first.' },
  },
});

@InputType({ description: 'The order of a list of objects.' })
export class ListOrder {
  @Field(() => ListOrderField, { description: 'What to sort by.', defaultValue: 'NAME' })
  by: ListOrderField;

  @Field(() => OrderDirection, { description: 'Which way.', defaultValue: 'ASC' })
  direction: OrderDirection;
}
