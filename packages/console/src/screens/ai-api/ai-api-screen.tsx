import { useQuery } from '@apollo/client/react';
import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useLive } from '../../graphql/use-live';
import { Answer } from '../../parts/answer';
import { Status } from '../../parts/note';
import { Found } from '../../parts/found';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { ConnectTab } from './connect-tab';
import { ConsumersTab } from './consumers-tab';
import { AiApiDocument, AiApiHealthDocument } from './documents.generated';
import type { AiApi } from './ai-api';
import { EndpointsTab } from './endpoints-tab';
import { ExplainTab } from './explain-tab';
import { OverviewTab } from './overview-tab';
import { PoliciesTab } from './policies-tab';
import { RequestsTab } from './requests-tab';
import { SettingsTab } from './settings-tab';

const route = getRouteApi('/ai-apis/$name');

export function AiApiScreen() {
  const { name } = route.useParams();
  const result = useQuery(AiApiDocument, { variables: { name } });
  return (
    <Answer result={result} what="the AI API">
      {({ aiApi }) => (
        <Found
          object={aiApi}
          at={name}
          missing={
            <EmptyState isPage title={`There is no AI API “${name}”.`}>
              It may have been renamed or deleted. <PageLink to="/ai-apis">See all AI APIs</PageLink>
            </EmptyState>
          }
        >
          {(found) => <AiApiTabs aiApi={found} refetch={() => void result.refetch().catch(() => undefined)} />}
        </Found>
      )}
    </Answer>
  );
}

function AiApiTabs({ aiApi, refetch }: { readonly aiApi: AiApi; readonly refetch: () => void }) {
  const { tab = 'policies' } = route.useSearch();
  const navigate = route.useNavigate();
  // Each event is one change of a target's health; which targets are suspended is then asked anew.
  useLive(AiApiHealthDocument, { variables: { aiApiId: aiApi.id }, onData: refetch });
  const { id, name, basePath, providers, policies, enabled, accessGrants } = aiApi;
  return (
    <>
      <PageHeader title={name} above={<PageLink to="/ai-apis">AI APIs</PageLink>}>
        <span className="sy-mono">{basePath}</span> in front of{' '}
        {providers.map((provider, index) => (
          <span key={provider.id}>
            {index === 0 ? null : ', '}
            <PageLink to="/providers/$name" params={{ name: provider.name }}>
              {provider.name}
            </PageLink>
          </span>
        ))}{' '}
        <Status kind={enabled ? 'ok' : 'idle'}>{enabled ? 'enabled' : 'disabled'}</Status>
      </PageHeader>
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({
            to: '/ai-apis/$name',
            params: { name },
            search: next === null ? {} : { tab: next },
            replace: true,
          })
        }
        keepMounted={false}
        // A hidden form still asks before the page is left.
        keepMountedMode="display-none"
      >
        <Tabs.List mb="md" aria-label="Parts of the AI API">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="policies">Policies ({policies.length})</Tabs.Tab>
          <Tabs.Tab value="endpoints">Endpoints</Tabs.Tab>
          <Tabs.Tab value="consumers">Consumers ({accessGrants.totalCount})</Tabs.Tab>
          <Tabs.Tab value="requests">Requests</Tabs.Tab>
          <Tabs.Tab value="explain">Explain</Tabs.Tab>
          <Tabs.Tab value="connect">Connect</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <OverviewTab aiApi={aiApi} />
        </Tabs.Panel>
        <Tabs.Panel value="policies">
          <PoliciesTab aiApi={aiApi} />
        </Tabs.Panel>
        <Tabs.Panel value="endpoints">
          <EndpointsTab aiApi={aiApi} />
        </Tabs.Panel>
        <Tabs.Panel value="consumers">
          <ConsumersTab aiApi={aiApi} />
        </Tabs.Panel>
        <Tabs.Panel value="requests">
          <RequestsTab aiApiId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="explain">
          <ExplainTab aiApi={aiApi} />
        </Tabs.Panel>
        <Tabs.Panel value="connect">
          <ConnectTab aiApi={aiApi} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" keepMounted>
          <SettingsTab key={id} aiApi={aiApi} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
