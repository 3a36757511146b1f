import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { PageHeader } from '../../parts/page-header';
import { EmptyState } from '../../parts/states';
import { useViewer } from '../../session/viewer';
import { AccessTokens } from './access-tokens';
import { AuditEvents } from './audit-events';

const route = getRouteApi('/access');

export function AccessScreen() {
  const { role } = useViewer();
  const { tab = 'tokens' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title="Access">Who may use the control plane, and who was refused.</PageHeader>
      {role === 'ADMIN' ? (
        <Tabs
          value={tab}
          onChange={(next) =>
            void navigate({ to: '/access', search: next === null ? {} : { tab: next }, replace: true })
          }
          keepMounted={false}
        >
          <Tabs.List mb="md" aria-label="Parts of access">
            <Tabs.Tab value="tokens">Access tokens</Tabs.Tab>
            <Tabs.Tab value="audit">Refused requests</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="tokens">
            <AccessTokens />
          </Tabs.Panel>
          <Tabs.Panel value="audit">
            <AuditEvents />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <div className="sy-panel">
          <EmptyState title="Only an ADMIN sees this.">You are signed in as {role}.</EmptyState>
        </div>
      )}
    </>
  );
}
