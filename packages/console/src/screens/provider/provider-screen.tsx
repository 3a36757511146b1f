import { useQuery } from '@apollo/client/react';
import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { Found } from '../../parts/found';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { words } from '../../parts/wording';
import { ProviderDocument } from './documents.generated';
import { EndpointsTab } from './endpoints-tab';
import { ModelsTab } from './models-tab';
import { ProfileTab } from './profile-tab';
import type { Provider } from './provider';
import { SettingsTab } from './settings-tab';

const route = getRouteApi('/providers/$name');

export function ProviderScreen() {
  const { name } = route.useParams();
  // A thousand models, which are asked for anew after each change: the cache would only hold the page up.
  const result = useQuery(ProviderDocument, { variables: { name }, fetchPolicy: 'no-cache' });
  return (
    <Answer result={result} what="the provider">
      {({ provider }) => (
        <Found
          object={provider}
          at={name}
          missing={
            <EmptyState isPage title={`There is no provider “${name}”.`}>
              It may have been renamed or deleted. <PageLink to="/providers">See all providers</PageLink>
            </EmptyState>
          }
        >
          {(found) => <ProviderTabs provider={found} />}
        </Found>
      )}
    </Answer>
  );
}

function ProviderTabs({ provider }: { readonly provider: Provider }) {
  const { tab = 'models' } = route.useSearch();
  const navigate = route.useNavigate();
  const { id, name, displayName, template, models, endpoints } = provider;
  return (
    <>
      <PageHeader title={name} above={<PageLink to="/providers">Providers</PageLink>}>
        {displayName === name ? null : `${displayName} · `}
        {words(template)}
      </PageHeader>
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({
            to: '/providers/$name',
            params: { name },
            search: next === null ? {} : { tab: next },
            replace: true,
          })
        }
        keepMounted={false}
        // A hidden form still asks before the page is left.
        keepMountedMode="display-none"
      >
        <Tabs.List mb="md" aria-label="Parts of the provider">
          <Tabs.Tab value="models">Models ({models.length})</Tabs.Tab>
          <Tabs.Tab value="endpoints">Endpoints ({endpoints.length})</Tabs.Tab>
          <Tabs.Tab value="profile">Profile</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="models" keepMounted>
          <ModelsTab key={id} provider={provider} />
        </Tabs.Panel>
        <Tabs.Panel value="endpoints">
          <EndpointsTab provider={provider} />
        </Tabs.Panel>
        <Tabs.Panel value="profile">
          <ProfileTab name={provider.name} profile={provider.profile} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" keepMounted>
          <SettingsTab key={id} provider={provider} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
