import { useQuery } from '@apollo/client/react';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { SearchEverythingDocument } from './documents.generated';
import { SECTIONS } from './sections';

const TYPING_PAUSE_MS = 200;

export const openPalette = () => spotlight.open();

/**
 * What is found comes above what was there, of which the first is still marked as the one that Enter chooses. The palette
 * tells by these attributes which one that is.
 */
function selectFirst(): void {
  for (const [index, action] of document.querySelectorAll('[role="dialog"] [data-action]').entries()) {
    if (index === 0) action.setAttribute('data-selected', 'true');
    else action.removeAttribute('data-selected');
  }
}

/** Goes to any section or object, from any page, by its name. */
export function Palette() {
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), TYPING_PAUSE_MS);
  const result = useQuery(SearchEverythingDocument, { variables: { search }, skip: search === '' });
  const data = result.data ?? result.previousData;
  useEffect(() => {
    if (data !== undefined) selectFirst();
  }, [data]);
  const matches = (text: string) => text.toLowerCase().includes(query.trim().toLowerCase());
  const sections = SECTIONS.filter(({ label, hint }) => matches(label) || matches(hint)).map(
    ({ to, label, hint }): SpotlightActionData => ({
      id: to,
      label,
      description: hint,
      onClick: () => void navigate({ to }),
    }),
  );
  const found =
    search === '' || data === undefined
      ? []
      : [
          ...data.providers.nodes.map(({ id, name, displayName }) => ({
            id,
            label: name,
            description: `Provider · ${displayName}`,
            onClick: () => void navigate({ to: '/providers/$name', params: { name } }),
          })),
          ...data.aiApis.nodes.map(({ id, name, basePath }) => ({
            id,
            label: name,
            description: `AI API · ${basePath}`,
            onClick: () => void navigate({ to: '/ai-apis/$name', params: { name } }),
          })),
          ...data.consumers.nodes.map(({ id, name, displayName }) => ({
            id,
            label: name,
            description: `Consumer · ${displayName}`,
            onClick: () => void navigate({ to: '/consumers/$name', params: { name } }),
          })),
        ];
  return (
    <Spotlight
      actions={[...found, ...sections]}
      filter={(_query, actions) => actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      // Also while a field has the focus.
      tagsToIgnore={[]}
      triggerOnContentEditable
      nothingFound="Nothing has that name."
      searchProps={{ placeholder: 'Go to a section, provider, AI API or consumer', 'aria-label': 'Search' }}
      attributes={{ content: { 'aria-label': 'Search everything' } }}
      scrollable
      maxHeight={400}
    />
  );
}
