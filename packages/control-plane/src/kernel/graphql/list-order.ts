import { Field, InputType, registerEnumType } from 'type-graphql';

export const ListOrderField = {
  NAME: 'NAME',
  CREATED_AT: 'CREATED_AT',
  UPDATED_AT: 'UPDATED_AT',
} as const;
export type ListOrderField = keyof typeof ListOrderField;
registerEnumType(ListOrderField, {
  name: 'ListOrderField',
  description: 'The fields that lists can be sorted by. Ties are broken by id.',
  valuesConfig: {
    NAME: { description: "The object's name, ignoring case; for models by code point, capitals first." },
    CREATED_AT: { description: 'When the object was created.' },
    UPDATED_AT: { description: 'When the object was last changed.' },
  },
});

export const OrderDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
export type OrderDirection = keyof typeof OrderDirection;
registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'A sort direction.',
  valuesConfig: {
    ASC: { description: 'Ascending: smallest, earliest or alphabetically first comes first.' },
    DESC: { description: 'Descending: largest, latest or alphabetically last comes first.' },
  },
});

@InputType({ description: 'A sort order.' })
export class ListOrder {
  @Field(() => ListOrderField, { description: 'The field to sort by.', defaultValue: 'NAME' })
  by: ListOrderField;

  @Field(() => OrderDirection, { description: 'The sort direction.', defaultValue: 'ASC' })
  direction: OrderDirection;
}
