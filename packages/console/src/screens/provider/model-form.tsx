import { Button, Fieldset, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { changedValues, mergeValues, useEdited } from '../../parts/edited';
import { FormPanel } from '../../parts/form-dialog';
import { Note } from '../../parts/note';
import { StaleNotice } from '../../parts/stale-notice';
import { FailureNote } from '../../parts/states';
import { useChange } from '../../parts/use-change';
import { UpdateModelDocument } from './documents.generated';
import {
  hiddenParts,
  newPrice,
  type PriceDraft,
  priceDrafts,
  priceInputs,
  priceProblems,
  PRICES_MAX,
  RATES,
} from './price-draft';
import type { Model } from './provider';

interface ModelFormProps {
  readonly model: Model;
  readonly onClose: () => void;
}

const valuesOf = ({ displayName, prices }: Model) => ({ displayName, prices: priceDrafts(prices) });
const describe = ({ displayName, prices }: Model) => ({
  'Display name': displayName,
  Prices: prices
    .map(({ validFrom, inputPerMillion, outputPerMillion }) => `${validFrom}: ${inputPerMillion}, ${outputPerMillion}`)
    .join('; '),
});

/** What a model is called, and what its tokens cost. */
export function ModelForm({ model, onClose }: ModelFormProps) {
  const change = useChange(UpdateModelDocument, 'Model saved');
  const { base, changes, rebase } = useEdited(model, describe);
  const form = useForm({ initialValues: valuesOf(model) });
  const { prices } = form.values;
  const setPrices = (next: PriceDraft[]) => form.setFieldValue('prices', next);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const errors = { ...(change.failure === null ? {} : errorsByPath(change.failure)), ...problems };
  const submit = form.onSubmit(async (values) => {
    const found = priceProblems(values.prices);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const changed = changedValues(values, valuesOf(base));
    const input = {
      modelId: model.id,
      expectedVersion: base.version,
      ...(changed.displayName === undefined ? {} : { displayName: changed.displayName }),
      ...(changed.prices === undefined ? {} : { prices: priceInputs(changed.prices) }),
    };
    if ((await change.run({ input })) !== null) onClose();
  });
  const merge = () => {
    form.setValues(mergeValues(form.values, valuesOf(base), valuesOf(model)));
    rebase();
    change.forget();
  };
  return (
    <FormPanel opened onClose={onClose} title={`Edit model ${model.name}`} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {changes === null ? null : <StaleNotice changes={changes} onMerge={merge} />}
          <TextInput
            label="Display name"
            data-autofocus
            {...form.getInputProps('displayName')}
            error={errors['displayName']}
          />
          {prices.length === 0 ? <Text size="sm">No price: what its requests cost is not known.</Text> : null}
          {prices.map((price, index) => (
            <PriceFields
              key={index}
              number={index + 1}
              price={price}
              errorOf={(name) => errors[`prices.${index}.${name}`]}
              onChange={(next) => setPrices(prices.map((each, at) => (at === index ? next : each)))}
              onRemove={() => setPrices(prices.filter((_each, at) => at !== index))}
            />
          ))}
          {errors['prices'] === undefined ? null : <Note kind="fail">{errors['prices']}</Note>}
          {change.failure === null ? null : <FailureNote failure={change.failure} />}
          <Group justify="space-between" gap="xs">
            <Button
              variant="default"
              disabled={prices.length >= PRICES_MAX}
              onClick={() => setPrices([newPrice(Date.now()), ...prices])}
            >
              Add price
            </Button>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={change.isBusy}>
                Save model
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </FormPanel>
  );
}

interface PriceFieldsProps {
  readonly number: number;
  readonly price: PriceDraft;
  readonly errorOf: (name: string) => string | undefined;
  readonly onChange: (price: PriceDraft) => void;
  readonly onRemove: () => void;
}

function PriceFields({ number, price, errorOf, onChange, onRemove }: PriceFieldsProps) {
  const hidden = hiddenParts(price);
  return (
    <Fieldset legend={`Price ${number}, per million tokens`}>
      <Stack gap="xs">
        <TextInput
          label="Valid from, in UTC"
          type="datetime-local"
          value={price.validFrom}
          onChange={({ currentTarget }) => onChange({ ...price, validFrom: currentTarget.value })}
          error={errorOf('validFrom')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          {RATES.map(({ name, label, isRequired }) => (
            <TextInput
              key={name}
              label={label}
              placeholder={isRequired ? '' : 'as the others'}
              inputMode="decimal"
              value={price[name]}
              onChange={({ currentTarget }) => onChange({ ...price, [name]: currentTarget.value })}
              error={errorOf(name)}
            />
          ))}
          <TextInput
            label="Per request"
            inputMode="decimal"
            value={price.perRequest}
            onChange={({ currentTarget }) => onChange({ ...price, perRequest: currentTarget.value })}
            error={errorOf('perRequest')}
          />
        </SimpleGrid>
        {hidden === null ? null : (
          <Text size="sm" c="dimmed">
            It has other prices for {hidden}, which stay. A manifest changes them.
          </Text>
        )}
        <Group justify="flex-end">
          <Button size="compact-xs" variant="default" onClick={onRemove}>
            Remove price {number}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
