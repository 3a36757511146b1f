import { useQuery } from '@apollo/client/react';
import { Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { failureOf } from '../../graphql/failure';
import { PageLink } from '../../parts/page-link';
import { AvailableTargetsDocument } from './documents.generated';
import { type DraftTarget, keyOf, type Side } from './policy-draft';
import type { EditedAiApi } from './edited-ai-api';

const TYPING_PAUSE_MS = 200;
const ENVIRONMENTS = { production: 'PRODUCTION', sandbox: 'SANDBOX' } as const;

interface AddTargetProps {
  readonly aiApi: EditedAiApi;
  readonly side: Side;
  readonly chosen: readonly DraftTarget[];
  readonly onAdd: (target: Omit<DraftTarget, 'weight'>) => void;
}

/** Offers what a policy may target here, and nothing else. */
export function AddTarget({ aiApi, side, chosen, onAdd }: AddTargetProps) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), TYPING_PAUSE_MS);
  const result = useQuery(AvailableTargetsDocument, {
    variables: { id: aiApi.id, environment: ENVIRONMENTS[side], search: search === '' ? null : search },
  });
  const data = result.data ?? result.previousData;
  const node = data?.node;
  const available = node && 'availableTargets' in node ? node.availableTargets.nodes : [];
  const free = available.filter(({ model, endpoint }) => chosen.every(({ key }) => key !== keyOf(model, endpoint)));
  const offered = new Map(free.map((target) => [keyOf(target.model, target.endpoint), target]));
  const isMatch = (...names: readonly string[]) =>
    names.some((name) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  // What was found for the text before is listed until the answer is here: of that, what matches already.
  const matching = free.filter(({ provider, model, endpoint }) => isMatch(provider.name, model.name, endpoint.name));
  const providers = [...new Map(matching.map(({ provider }) => [provider.id, provider])).values()];
  const add = (key: string | null) => {
    const target = key === null ? undefined : offered.get(key);
    if (target === undefined || key === null) return;
    setTyped('');
    onAdd({ key, provider: target.provider, model: target.model, endpoint: target.endpoint, inRotation: true });
  };
  const isSearching = result.loading || search !== typed.trim();
  const isEmpty = chosen.length > 0 && typed.trim() === '';
  const nothingFound = isSearching ? 'Searching …' : isEmpty ? 'Every target is in use here' : 'Nothing has that name';
  if (result.error) return <Text c="var(--sy-fail)">{failureOf(result.error).message}</Text>;
  if (data !== undefined && available.length === 0 && search === '') {
    const [provider] = aiApi.providers;
    return (
      <Text size="sm">
        There is nothing to target: no provider of this AI API has an enabled model and an enabled {side} endpoint.{' '}
        {provider ? (
          <PageLink to="/providers/$name" params={{ name: provider.name }} search={{ tab: 'endpoints' }}>
            Add a {side} endpoint to {provider.name}
          </PageLink>
        ) : null}
      </Text>
    );
  }
  return (
    <Select
      label={`Add ${side} target`}
      placeholder="Model · endpoint"
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      // Enter takes the first match once it is there: what is listed until then was found for another text.
      selectFirstOptionOnChange={typed.trim() !== '' && !isSearching && matching.length > 0}
      onChange={add}
      filter={({ options }) => options}
      data={providers.map((provider) => ({
        group: provider.name,
        items: matching
          .filter((target) => target.provider.id === provider.id)
          .map(({ model, endpoint }) => ({ value: keyOf(model, endpoint), label: `${model.name} · ${endpoint.name}` })),
      }))}
      nothingFoundMessage={nothingFound}
      maxDropdownHeight={320}
      w={{ base: '100%', xs: 360 }}
    />
  );
}
